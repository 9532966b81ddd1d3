/* Which part of dZ[s] comes from the error of frame t? Every pass is linear in dA, so each error can be sent back alone. */

import { onlyFrame, recursion } from "./backward.js";

/**
 * R[t][s]: the part of dZ[s] (n_hidden) that comes from the error of frame t alone; over t they add up to dZ[s].
 *
 * In a right pass all above the diagonal (s > t) is zero: no error goes forward in time.
 */
export const contributions = (params, dA, cache, mistake) =>
  dA.map((_, t) => recursion(params, onlyFrame(dA, t), cache, mistake).dZ);
