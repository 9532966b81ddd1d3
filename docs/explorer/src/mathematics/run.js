/* Everything the page shows of one network and one song, computed once. */

import { clip, compare, differences } from "./gradients.js";
import { backward, visible } from "./mistakes.js";
import { sums } from "./backward.js";
import { cost, forward } from "./network.js";
import { influence } from "./reach.js";
import { contributions } from "./triangle.js";
import { passes, truncated } from "./truncation.js";
import { zeros } from "./vectors.js";

/**
 * @param network {{ params, X, targets, output }}
 * @param options {{ mistake, truncation, k, largest }} one of `MISTAKES` or null; "off", "window" or "blocks"; frames;
 *   the norm at which gradients are clipped, or null. A pass with a mistake is not truncated.
 */
export function run(
  { params, X, targets, output },
  { mistake = null, truncation = "off", k = 1, largest = null } = {},
) {
  const cache = forward(params, X, output);
  const C = cost(cache.Y, targets);
  let pass = backward(params, targets, cache, mistake);
  let triangle = contributions(params, pass.dA, cache, mistake);
  if (!mistake && truncation !== "off") {
    const short = truncated(params, pass.dA, cache, truncation, k);
    pass = { ...pass, ...short, grads: sums(short, cache) };
    triangle = triangle.map((row, t) =>
      row.map((part, s) => (passes(truncation, k, t, s) ? part : zeros(part.length))),
    );
  }
  const numeric = differences(params, X, targets, output);
  return {
    params,
    X,
    targets,
    output,
    cache,
    C,
    ...pass,
    triangle,
    numeric,
    rows: compare(pass.grads, numeric, C),
    influence: influence(params, cache),
    clipped: largest === null ? null : clip(pass.grads, largest),
    visible: visible(params, targets, cache),
  };
}
