/*
 * The page's numbers, for a test in another language: reads a list of cases as JSON on standard input, writes what
 * `run` gives for each. A case is { network: { params, X, targets, output }, options: { mistake, truncation, ... } },
 * its mistake a name of mistakes.json.
 */

import { readFileSync } from "node:fs";

import { MISTAKES } from "../src/mathematics/mistakes.js";
import { left, reach, spectralRadius } from "../src/mathematics/reach.js";
import { run } from "../src/mathematics/run.js";

const answers = JSON.parse(readFileSync(0, "utf8")).map(({ network, options }) => {
  const mistake = MISTAKES.find(({ name }) => name === options.mistake) ?? null;
  if (options.mistake && !mistake) throw new Error(`mistakes.json has no ${options.mistake}`);
  const {
    C,
    cache,
    dY,
    dA,
    dH,
    slope,
    received,
    dZ,
    passed,
    grads,
    triangle,
    numeric,
    rows,
    influence,
    clipped,
    visible,
  } = run(network, { ...options, mistake });
  const shares = left(influence, influence.length - 1);
  return {
    C,
    Y: cache.Y,
    H: cache.H,
    dY,
    dA,
    dH,
    slope,
    received,
    dZ,
    passed,
    grads,
    triangle,
    numeric,
    rows,
    influence,
    clipped,
    shares,
    reach: reach(shares),
    radius: spectralRadius(network.params.W_hh),
    visible: visible.map(({ name }) => name),
  };
});
process.stdout.write(JSON.stringify(answers));
