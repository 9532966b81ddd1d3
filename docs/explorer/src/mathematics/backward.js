/*
 * Backpropagation through time, with a switch at every step:
 *
 *     dY[t] = 2 (Y[t] - targets[t]) / (number of frames and outputs)
 *     dA[t] = g'(A[t]) applied to dY[t]
 *     dH[t] = dA[t] W_hy^T                             from this frame's output
 *     dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2)       carry = 0 after the last frame
 *     carry = dZ[t] W_hh^T                             passed to frame t - 1
 *
 * and the gradients are sums over frames. Every step stands below as a small table: "right", and beside it the classic
 * ways to do it wrong. A mistake (mistakes.json) names one step and one wrong way; without one, this is
 * `elman.network.rnn.backward`.
 */

import { OUTPUTS } from "./network.js";
import {
  add,
  multiply,
  scale,
  subtract,
  sumOfProducts,
  sumOfRows,
  timesMatrix,
  timesTransposed,
  zeros,
} from "./vectors.js";

const slopeAt = (h) => h.map((x) => 1 - x * x);

/** Each step: the right way, and the wrong ones. */
export const STEPS = {
  dY: {
    right: (y, target, count) => scale(2 / count, subtract(y, target)),
    "factor 2 forgotten": (y, target, count) => scale(1 / count, subtract(y, target)),
    "sign reversed": (y, target, count) => scale(2 / count, subtract(target, y)),
  },
  dA: {
    right: (dY, { Y, output }) => dY.map((dy, t) => OUTPUTS[output].backward(dy, Y[t])),
    "derivative forgotten": (dY) => dY,
    "last frame only": (dY, cache) => onlyFrame(STEPS.dA.right(dY, cache), dY.length - 1),
  },
  dH: {
    right: (dA, W_hy) => timesTransposed(dA, W_hy),
    "not transposed": (dA, W_hy) => timesMatrix(dA, W_hy),
  },
  slope: {
    right: ({ H }, t) => slopeAt(H[t + 1]),
    missing: ({ H }, t) => H[t + 1].map(() => 1),
    "frame before": ({ H }, t) => slopeAt(H[t]),
    "pre-activation": ({ Z }, t) => slopeAt(Z[t]),
  },
  dZ: {
    right: (dH, carry, slope) => multiply(add(dH, carry), slope),
    "carry dropped": (dH, carry, slope) => multiply(dH, slope),
    "carry subtracted": (dH, carry, slope) => multiply(subtract(dH, carry), slope),
  },
  carry: {
    right: ({ dZ, W_hh }) => timesTransposed(dZ, W_hh),
    "not transposed": ({ dZ, W_hh }) => timesMatrix(dZ, W_hh),
    accumulated: ({ dZ, W_hh, carry }) => add(carry, timesTransposed(dZ, W_hh)),
    "without slope": ({ dH, carry, W_hh }) => timesTransposed(add(dH, carry), W_hh),
  },
  order: {
    right: (T) => [...Array(T).keys()].reverse(),
    forwards: (T) => [...Array(T).keys()],
  },
  /** Which rows are added: f applied to the rows of H, X, dZ and dA, in step with each other. */
  frames: {
    right: (rows) => rows,
    "first left out": (rows) => rows.slice(1),
    "first only": (rows) => rows.slice(0, 1),
  },
  total: {
    right: (value) => value,
    mean: (value, T) => scale(1 / T, value),
  },
  dW_xh: {
    right: (X, dZ) => [X, dZ],
    "X shifted": (X, dZ) => [X.slice(0, -1), dZ.slice(1)],
  },
  dW_hh: {
    right: (H) => H.slice(0, -1),
    "H shifted": (H) => H.slice(1),
  },
  dW_hy: {
    right: (H) => H.slice(1),
    "H shifted": (H) => H.slice(0, -1),
  },
  dh_0: {
    right: (carry) => carry,
    "one step early": (carry, dZ) => dZ[0],
  },
};

/** The step's way of doing it: the right one, unless the mistake is here. */
const way = (step, mistake) => STEPS[step][mistake?.step === step ? mistake.way : "right"];

/** The same rows, zero but for frame t. */
export const onlyFrame = (rows, t) => rows.map((row, s) => (s === t ? row : zeros(row.length)));

/** dY (T, n_out): the gradient of the cost with respect to the outputs. */
export function outputGradient(Y, targets, mistake) {
  const count = Y.length * Y[0].length;
  return Y.map((y, t) => way("dY", mistake)(y, targets[t], count));
}

/** dA (T, n_out): dY, through the output function. */
export const throughOutput = (dY, cache, mistake) => way("dA", mistake)(dY, cache);

/**
 * The first half: the recursion backward in time, from dA to dZ.
 *
 * `received[t]` is the carry that frame t receives, `passed[t]` the one that it passes on; dh_0 is the last of them.
 * `stops(t, dZ)` is the part of dZ[t] that is passed no further (truncation); nothing, as a rule.
 */
export function recursion(params, dA, cache, mistake, stops = (t, dZ) => zeros(dZ.length)) {
  const T = dA.length;
  const { W_hh, W_hy } = params;
  const made = { dA, dH: [], slope: [], received: [], dZ: [], stopped: [], passed: [] };
  let carry = zeros(params.h_0.length);
  for (const t of way("order", mistake)(T)) {
    const dH = way("dH", mistake)(dA[t], W_hy);
    const slope = way("slope", mistake)(cache, t);
    const dZ = way("dZ", mistake)(dH, carry, slope);
    const stopped = stops(t, dZ);
    const passed = way("carry", mistake)({ dZ: subtract(dZ, stopped), dH, carry, W_hh });
    for (const [name, value] of Object.entries({ dH, slope, received: carry, dZ, stopped, passed }))
      made[name][t] = value;
    carry = passed;
  }
  return { ...made, dh_0: way("dh_0", mistake)(carry, made.dZ) };
}

/** The second half: a weight is used in every frame, so its gradient is a sum over frames. */
export function sums({ dA, dZ, dh_0 }, { X, H }, mistake) {
  const frames = way("frames", mistake);
  const total = (value) => way("total", mistake)(value, dZ.length);
  const [n_in, n_hidden, n_out] = [X[0].length, H[0].length, dA[0].length];
  const product = (A, B, rows, columns) => sumOfProducts(frames(A), frames(B), rows, columns).map(total);
  return {
    W_xh: product(...way("dW_xh", mistake)(X, dZ), n_in, n_hidden),
    W_hh: product(way("dW_hh", mistake)(H), dZ, n_hidden, n_hidden),
    b_h: total(sumOfRows(frames(dZ), n_hidden)),
    W_hy: product(way("dW_hy", mistake)(H), dA, n_hidden, n_out),
    b_y: total(sumOfRows(frames(dA), n_out)),
    h_0: dh_0,
  };
}
