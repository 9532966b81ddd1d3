/* Networks and songs, made up: from a few numbers, always the same ones. */

import { multiply, norm, scale, subtract, sum, zeros } from "../mathematics/vectors.js";

/** The network and the song of notebook 04; the second output is not in it. */
const EXAMPLE = {
  params: { W_xh: [[1]], W_hh: [[0.8]], b_h: [0], W_hy: [[1.5, -0.8]], b_y: [0.1, 0], h_0: [0.2] },
  X: [[1], [0], [-0.5]],
  targets: [
    [0.5, -0.2],
    [0.5, 0.4],
    [-0.5, 0],
  ],
};

const firstOutputs = ({ W_hy, b_y, ...others }, m) => ({
  ...others,
  W_hy: W_hy.map((row) => row.slice(0, m)),
  b_y: b_y.slice(0, m),
});

/** Numbers between 0 and 1 that look random, the same for the same seed (a linear congruential generator, 2^32). */
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < 5; i++) next(); // neighbouring seeds begin alike
  return next;
}

const rounded = (x, digits) => Number(x.toFixed(digits));

const matrix = (rows, columns, draw) => Array.from({ length: rows }, () => Array.from({ length: columns }, draw));

/** Random rows of length 1, each at right angles to the others. */
function orthogonal(n, draw) {
  const rows = [];
  while (rows.length < n) {
    let row = Array.from({ length: n }, () => draw() - 0.5);
    for (const other of rows) row = subtract(row, scale(sum(multiply(row, other)), other));
    if (norm(row) > 0.05) rows.push(scale(1 / norm(row), row));
  }
  return rows;
}

/** A matrix that turns every row and keeps its length; not nearly symmetric, for that would hide a forgotten transpose. */
function rotation(n, draw) {
  const M = orthogonal(n, draw);
  const skewness = Math.max(...M.flatMap((row, i) => row.map((x, j) => Math.abs(x - M[j][i]))));
  return n === 1 || skewness > 0.3 ? M : rotation(n, draw);
}

/**
 * Parameters for one input, n hidden units and m outputs, and a song of T frames.
 *
 * With one unit and seed 0 this is the example of notebook 04, prolonged where T > 3. Otherwise W_hh turns a state and
 * stretches it by rho, its spectral radius.
 */
export function made({ T, n, m, seed, rho }) {
  const draw = generator(1000 * seed + 10 * n + m);
  const between = (low, high) => () => rounded(low + (high - low) * draw(), 1);
  const params =
    n === 1 && seed === 0
      ? firstOutputs(EXAMPLE.params, m)
      : {
          W_xh: matrix(1, n, between(-1, 1)),
          W_hh: scaledRows(rho, rotation(n, draw)),
          b_h: zeros(n),
          W_hy: matrix(n, m, between(-1.5, 1.5)),
          b_y: zeros(m),
          h_0: zeros(n),
        };
  const song = generator(77 + seed);
  const number = () => rounded(2 * song() - 1, 1);
  const X = matrix(60, 1, number);
  const targets = matrix(60, 2, number);
  if (seed === 0) X.splice(0, 3, ...EXAMPLE.X);
  if (seed === 0) targets.splice(0, 3, ...EXAMPLE.targets);
  return { params, X: X.slice(0, T), targets: targets.slice(0, T).map((row) => row.slice(0, m)) };
}

const scaledRows = (c, M) => M.map((row) => row.map((x) => rounded(c * x, 3)));
