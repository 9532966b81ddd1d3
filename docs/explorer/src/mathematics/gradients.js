/* The gradient from numbers alone, the comparison with it, and clipping. */

import { cost, forward, PARAMETERS } from "./network.js";
import { flat, mapNumbers, norm } from "./vectors.js";

/** The largest step, and how far a step may move what any unit or output adds up: its function bends little on that way. */
export const STEP = 2 ** -9;

/** Relative errors above this are called wrong, as by the package's `check` with central differences. */
export const TOLERANCE = 1e-6;

/** No step is smaller: the numbers of a computer end soon after. */
const SMALLEST = 1e-250;

/**
 * dC/dw for every parameter w, one at a time, from costs alone:
 *
 *     D(h) = (C(w + h) - C(w - h)) / (2 h)        dC/dw = (4 D(h / 2) - D(h)) / 3, up to an error O(h^4)
 *
 * One step does not do for all: where errors explode, 1e-6 is large. So h is STEP, or smaller until the step moves no
 * sum Z[t], and no A[t] of an output that bends, by more than STEP.
 *
 * Source: L. F. Richardson, The approximate arithmetical solution by finite differences, Phil. Trans. A 210 (1911).
 */
export function differences(params, X, targets, output) {
  const sums = ({ Z, A }) => flat(output === "linear" ? Z : [Z, A]);
  const before = sums(forward(params, X, output));
  const farthest = (cache) => Math.max(...sums(cache).map((x, i) => Math.abs(x - before[i])));
  const slope = (name, index) => {
    const w = flat(params[name])[index];
    const at = (place) => {
      let i = 0;
      return forward({ ...params, [name]: mapNumbers((x) => (i++ === index ? place : x), params[name]) }, X, output);
    };
    const both = (h) => [at(w + h), at(w - h)];
    const D = (h, [above, below]) => (cost(above.Y, targets) - cost(below.Y, targets)) / (w + h - (w - h));
    let h = STEP;
    let pair = both(h);
    while (h > SMALLEST && Math.max(...pair.map(farthest)) > STEP) {
      h /= 16;
      pair = both(h);
    }
    return (4 * D(h / 2, both(h / 2)) - D(h, pair)) / 3;
  };
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
