/*
 * The Elman network and its cost:
 *
 *     Z[t] = X[t] W_xh + H[t] W_hh + b_h        H[t + 1] = tanh(Z[t])        H[0] = h_0
 *     A[t] = H[t + 1] W_hy + b_y                Y[t] = g(A[t])
 *     C    = mean((Y - targets)^2)
 *
 * The same as `elman.network.rnn.forward` and `elman.network.losses.mse`.
 */

import { add, flat, multiply, scale, subtract, sum, timesMatrix } from "./vectors.js";

/** The parameters, in the order in which the package names them. */
export const PARAMETERS = ["W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0"];

function softmax(a) {
  const largest = Math.max(...a); // subtracted first, so that no exponential overflows
  const exponentials = a.map((x) => Math.exp(x - largest));
  return scale(1 / sum(exponentials), exponentials);
}

/** Output functions g of one frame, each beside its derivative: from dY[t] and Y[t] to dA[t]. */
export const OUTPUTS = {
  linear: { g: (a) => a, backward: (dy) => dy },
  tanh: { g: (a) => a.map(Math.tanh), backward: (dy, y) => dy.map((d, k) => d * (1 - y[k] ** 2)) },
  softmax: {
    g: softmax,
    backward: (dy, y) =>
      multiply(
        y,
        dy.map((d) => d - sum(multiply(dy, y))),
      ),
  },
};

/** Run the network over a song: X has one row per frame. All that is computed is kept. */
export function forward(params, X, output) {
  const cache = { X, output, H: [params.h_0], Z: [], A: [], Y: [] };
  X.forEach((x, t) => {
    const Z = add(add(timesMatrix(x, params.W_xh), timesMatrix(cache.H[t], params.W_hh)), params.b_h);
    const H = Z.map(Math.tanh);
    const A = add(timesMatrix(H, params.W_hy), params.b_y);
    cache.Z.push(Z);
    cache.H.push(H);
    cache.A.push(A);
    cache.Y.push(OUTPUTS[output].g(A));
  });
  return cache;
}

/** C = mean((Y - targets)^2) over all frames and outputs. */
export function cost(Y, targets) {
  const errors = flat(Y.map((y, t) => subtract(y, targets[t])));
  return sum(multiply(errors, errors)) / errors.length;
}
