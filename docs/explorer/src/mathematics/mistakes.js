/* The classic mistakes in backpropagation through time: names, words and switches stand in mistakes.json, once. */

import { outputGradient, recursion, STEPS, sums, throughOutput } from "./backward.js";
import { PARAMETERS } from "./network.js";
import { flat } from "./vectors.js";
import table from "./mistakes.json" with { type: "json" };

export const MISTAKES = table;

for (const { name, step, way } of MISTAKES) {
  if (!STEPS[step]?.[way])
    throw new Error(`mistakes.json: ${name} names the step ${step}: ${way}, which is not in STEPS`);
}

/** The mistake with this code; links carry the code, so that its name cannot be read in the address. */
export const mistakeOf = (code) => MISTAKES.find((mistake) => mistake.code === code) ?? null;

/** A whole backward pass: { dY, dA, dH, slope, received, dZ, stopped, passed, dh_0, grads }. */
export function backward(params, targets, cache, mistake) {
  const dY = outputGradient(cache.Y, targets, mistake);
  const pass = recursion(params, throughOutput(dY, cache, mistake), cache, mistake);
  return { dY, ...pass, grads: sums(pass, cache, mistake) };
}

/** Are two arrays of numbers equal, up to a share of the largest and an absolute difference? */
function alike(a, b, share = 1e-3, least = 1e-12) {
  const [x, y] = [flat(a), flat(b)];
  const largest = Math.max(...x.map(Math.abs), ...y.map(Math.abs));
  return x.every((value, i) => Math.abs(value - y[i]) <= share * largest + least);
}

/** The same for numbers that are shown with three decimals: is there nothing to be seen? */
const lookAlike = (a, b) => alike(a, b, 0.01, 0.002);

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
 * the pass computes them: { quantity, t, would, is }. A difference that three decimals show goes before a smaller one.
 */
export function firstDifference(params, targets, cache, mistake, pass) {
  const square = params.W_hy.length === params.W_hy[0].length;
  if (mistake.step === "dH" && !square) return { quantity: "shape" };
  const pairs = inOrder(backward(params, targets, cache, mistake), pass);
  return (
    pairs.find(({ would, is }) => !lookAlike(would, is)) ?? pairs.find(({ would, is }) => !alike(would, is)) ?? null
  );
}

/** All numbers of two passes side by side, in the order in which a pass computes them. */
function inOrder(other, pass) {
  const frames = [...pass.dZ.keys()].reverse();
  const pair = (quantity, t) => ({ quantity, t, would: other[quantity][t], is: pass[quantity][t] });
  return [
    ...["dY", "dA"].flatMap((quantity) => frames.map((t) => pair(quantity, t))),
    ...frames.flatMap((t) => ["dH", "slope", "dZ", "passed"].map((quantity) => pair(quantity, t))),
    ...PARAMETERS.map((name) => ({ quantity: `d${name}`, would: flat(other.grads[name]), is: flat(pass.grads[name]) })),
  ];
}
