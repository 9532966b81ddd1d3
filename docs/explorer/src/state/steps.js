/* The order in which numbers appear: forward from the first frame to the last, backward from the last to the first, sums. */

/** The gradients that are sums over frames, one step each; dh_0 is the last carry and has been seen by then. */
export const SUMS = ["W_xh", "W_hh", "b_h", "W_hy", "b_y"];

/** A list of { kind, t } or { kind: "sum", name }. */
export function stepsOf(T, output) {
  const frames = [...Array(T).keys()];
  const backward = output === "linear" ? ["dH", "dZ", "carry"] : ["dA", "dH", "dZ", "carry"];
  return [
    ...frames.flatMap((t) => [
      { kind: "H", t },
      { kind: "Y", t },
    ]),
    { kind: "cost" },
    ...frames.reverse().flatMap((t) => backward.map((kind) => ({ kind, t }))),
    ...SUMS.map((name) => ({ kind: "sum", name })),
  ];
}

/** "dZ:2", the name of a step. */
export const nameOf = ({ kind, t, name }) => [kind, t ?? name].filter((part) => part !== undefined).join(":");
