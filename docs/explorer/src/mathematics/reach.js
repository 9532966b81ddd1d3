/* How far does an error reach back, in frames? */

import { mapNumbers, multiply, norm, timesMatrix, timesTransposed, transpose } from "./vectors.js";

/**
 * R[t][s] = || dA[t] / dZ[s] ||: how much frame t's error, put into A[t], reaches the sum Z[s] of an earlier frame.
 * From frame to frame it is multiplied by W_hh^T and by the slope 1 - H^2. As `elman.diagnosis.influence`.
 */
export function influence(params, cache) {
  const slope = cache.H.slice(1).map((h) => h.map((x) => 1 - x * x));
  return slope.map((_, t) => {
    const row = Array(slope.length).fill(0);
    let J = transpose(params.W_hy); // dA[t] / dH[s + 1], one row for each output; first s = t
    for (let s = t; s >= 0; s--) {
      J = J.map((j) => multiply(j, slope[s]));
      row[s] = norm(J);
      J = J.map((j) => timesTransposed(j, params.W_hh));
    }
    return row;
  });
}

/** What is left of frame t's error after k frames, as a share of what it is in its own frame; k = 0 ... t. */
export const left = (R, t) =>
  R[t]
    .slice(0, t + 1)
    .map((size) => size / R[t][t])
    .reverse();

/**
 * The average factor per frame, r = (left after K frames)^(1 / K), and how many frames it takes
 * until a half and a hundredth are left: log(1/2) / log(r) and log(1/100) / log(r).
 *
 * Growing errors (r > 1) give negative numbers of frames: so many until they have doubled.
 */
export function reach(shares) {
  const K = shares.length - 1;
  if (K === 0) return null;
  const factor = shares[K] ** (1 / K);
  return { factor, half: Math.log(1 / 2) / Math.log(factor), hundredth: Math.log(1 / 100) / Math.log(factor) };
}

const multiplyMatrices = (A, B) => A.map((row) => timesMatrix(row, B));

/** The spectral radius of a square matrix by Gelfand's formula, rho = lim ||M^k||^(1/k), with k = 2, 4, 8, ... 2^50. */
export function spectralRadius(M) {
  let logarithm = 0; // of ||M^k||^(1/k)
  for (let doublings = 0; doublings <= 50; doublings++) {
    const size = norm(M);
    if (size === 0) return 0;
    logarithm += Math.log(size) / 2 ** doublings;
    M = mapNumbers((x) => x / size, M); // kept near 1: a high power would overflow
    M = multiplyMatrices(M, M);
  }
  return Math.exp(logarithm);
}
