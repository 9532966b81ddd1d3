/* The gradient from numbers alone, the comparison with it, and clipping. */

import { cost, forward, PARAMETERS } from "./network.js";
import { flat, mapNumbers, norm } from "./vectors.js";

/** The step of the package's `central_difference`. */
export const STEP = 1e-6;

/** Relative errors above this are called wrong, as by the package's `check` with central differences. */
export const TOLERANCE = 1e-6;

/** dC/dw = (C(w + eps) - C(w - eps)) / (2 eps), for every parameter w, one at a time. */
export function differences(params, X, targets, output, eps = STEP) {
  const at = (moved) => cost(forward(moved, X, output).Y, targets);
  const nudged = (name, index, by) => {
    let i = 0;
    return { ...params, [name]: mapNumbers((w) => (i++ === index ? w + by : w), params[name]) };
  };
  const slope = (name, index) => (at(nudged(name, index, eps)) - at(nudged(name, index, -eps))) / (2 * eps);
  return Object.fromEntries(
    PARAMETERS.map((name) => {
      let i = 0;
      return [name, mapNumbers(() => slope(name, i++), params[name])];
    }),
  );
}

/**
 * One row for each parameter, its worst entry: { name, index, analytic, numeric, error, right }.
 *
 * error = |a - n| / max(|a|, |n|, floor); below the floor, 1e-3 of the largest of |C| and all derivatives, only
 * the absolute error counts. So does `elman.gradcheck.compare.check`.
 */
export function compare(grads, numeric, C) {
  const floor = 1e-3 * Math.max(Math.abs(C), ...PARAMETERS.flatMap((name) => flat(numeric[name]).map(Math.abs)));
  return PARAMETERS.map((name) => {
    const [a, n] = [flat(grads[name]), flat(numeric[name])];
    const errors = a.map((x, i) => Math.abs(x - n[i]) / Math.max(Math.abs(x), Math.abs(n[i]), floor));
    const index = errors.reduce((worst, error, i) => (error > errors[worst] ? i : worst), 0);
    const error = errors[index];
    return { name, index, analytic: a[index], numeric: n[index], error, right: error <= TOLERANCE };
  });
}

/**
 * Clipping by the norm: all gradients g become g * min(1, largest / ||g||), with ||g|| the norm of all six together.
 *
 * Source: R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural networks, ICML 2013.
 */
export function clip(grads, largest) {
  const size = norm(PARAMETERS.map((name) => grads[name]));
  const factor = size > largest ? largest / size : 1;
  const clipped = Object.fromEntries(PARAMETERS.map((name) => [name, mapNumbers((g) => factor * g, grads[name])]));
  return { size, factor, grads: clipped };
}
