/* The classic mistakes in backpropagation through time: names, words and switches stand in mistakes.json, once. */

import { outputGradient, recursion, STEPS, sums, throughOutput } from "./backward.js";
import { PARAMETERS } from "./network.js";
import { flat } from "./vectors.js";
import table from "./mistakes.json" with { type: "json" };

export const MISTAKES = table;

for (const { name, step, way } of MISTAKES) {
  if (!STEPS[step]?.[way]) throw new Error(`mistakes.json: ${name} names the step ${step}: ${way}, which is not in STEPS`);
}

/** The mistake with this code; links carry the code, so that its name cannot be read in the address. */
export const mistakeOf = (code) => MISTAKES.find((mistake) => mistake.code === code) ?? null;

/** A whole backward pass: { dY, dA, dH, slope, received, dZ, stopped, passed, dh_0, grads }. */
export function backward(params, targets, cache, mistake) {
  const dY = outputGradient(cache.Y, targets, mistake);
  const pass = recursion(params, throughOutput(dY, cache, mistake), cache, mistake);
  return { dY, ...pass, grads: sums(pass, cache, mistake) };
}

/** Are two arrays of numbers equal but for rounding? */
export function alike(a, b) {
  const [x, y] = [flat(a), flat(b)];
  const largest = Math.max(...x.map(Math.abs), ...y.map(Math.abs));
  return x.every((value, i) => Math.abs(value - y[i]) <= 1e-3 * largest + 1e-12);
}

const sameGradients = (a, b) => PARAMETERS.every((name) => alike(a.grads[name], b.grads[name]));

/** The mistakes that this network and song can show: the shapes allow them, and some gradient differs visibly. */
export function visible(params, targets, cache) {
  const right = backward(params, targets, cache);
  const square = params.W_hy.length === params.W_hy[0].length;
  return MISTAKES.filter(
    (mistake) => (square || mistake.step !== "dH") && !sameGradients(backward(params, targets, cache, mistake), right),
  );
}

/**
 * Would this mistake give the numbers of this pass? null if so; else the first number that differs, in the order in which
 * the pass computes them: { quantity, t, would, is }. Compared are what a student sees.
 */
export function firstDifference(params, targets, cache, mistake, pass) {
  const square = params.W_hy.length === params.W_hy[0].length;
  if (mistake.step === "dH" && !square) return { quantity: "shape" };
  const other = backward(params, targets, cache, mistake);
  const frames = [...cache.Y.keys()].reverse();
  for (const quantity of ["dY", "dA"]) {
    const t = frames.find((s) => !alike(other[quantity][s], pass[quantity][s]));
    if (t !== undefined) return { quantity, t, would: other[quantity][t], is: pass[quantity][t] };
  }
  for (const t of frames) {
    for (const quantity of ["dH", "slope", "dZ", "passed"]) {
      const [would, is] = [other[quantity][t], pass[quantity][t]];
      if (!alike(would, is)) return { quantity, t, would, is };
    }
  }
  const name = PARAMETERS.find((parameter) => !alike(other.grads[parameter], pass.grads[parameter]));
  return name ? { quantity: `d${name}`, would: flat(other.grads[name]), is: flat(pass.grads[name]) } : null;
}
