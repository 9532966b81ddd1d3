/*
 * Truncated backpropagation through time, in its two forms:
 *
 * - "window": each error goes through k frames, its own and the k - 1 before it (notebook 04);
 * - "blocks": the song is cut into blocks of k frames, and no error passes from a block to the one before.
 */

import { recursion } from "./backward.js";
import { contributions } from "./triangle.js";
import { zeros } from "./vectors.js";

export const TRUNCATIONS = ["off", "window", "blocks"];

/** As `recursion`, cut off; `stopped[t]` is the part of dZ[t] that goes no further back. What leaves frame 0 is dh_0. */
export function truncated(params, dA, cache, form, k) {
  const nothing = zeros(params.h_0.length);
  if (form === "blocks") {
    return recursion(params, dA, cache, null, (t, dZ) => (t > 0 && t % k === 0 ? dZ : nothing));
  }
  const R = contributions(params, dA, cache);
  return recursion(params, dA, cache, null, (t) => (t > 0 && t + k - 1 < dA.length ? R[t + k - 1][t] : nothing));
}

/** Does the error of frame t reach frame s? */
export function passes(form, k, t, s) {
  if (form === "window") return t - s < k;
  if (form === "blocks") return Math.floor(t / k) === Math.floor(s / k);
  return true;
}
