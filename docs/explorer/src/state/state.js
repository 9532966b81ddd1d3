/*
 * What the page is showing, as one small object that is never changed, only replaced:
 *
 *   T, n, m      frames, hidden units, outputs            output       "linear", "tanh" or "softmax"
 *   seed, rho    from which made-up numbers come          edits        the numbers set by hand, in place of made-up ones
 *   step         how many numbers are shown               unit, out    which hidden unit and output is drawn
 *   truncate, k  "off", "window" or "blocks"; frames      clip         the largest norm, or null
 *   riddle       the code of the planted mistake, or null
 *   view         "all" panels, or only what a lecture needs, larger
 */

import { TRUNCATIONS } from "../mathematics/truncation.js";
import { MISTAKES } from "../mathematics/mistakes.js";
import { OUTPUTS, PARAMETERS } from "../mathematics/network.js";
import { made } from "./made.js";
import { stepsOf } from "./steps.js";

export const LIMITS = { T: [1, 60], n: [1, 10], m: [1, 2], seed: [0, 99], k: [1, 60] };

export const START = {
  T: 3,
  n: 1,
  m: 1,
  output: "linear",
  seed: 0,
  rho: 0.9,
  edits: {},
  step: 0,
  unit: 0,
  out: 0,
  truncate: "off",
  k: 2,
  clip: null,
  riddle: null,
  view: "all",
};

/** What may be given for each choice. */
export const CHOICES = {
  output: Object.keys(OUTPUTS),
  truncate: TRUNCATIONS,
  riddle: MISTAKES.map(({ code }) => code),
  view: ["all", "lecture"],
};

/** The numbers that can be edited, and their shapes. */
export const shapes = ({ T, n, m }) => ({
  W_xh: [1, n],
  W_hh: [n, n],
  b_h: [n],
  W_hy: [n, m],
  b_y: [m],
  h_0: [n],
  X: [T, 1],
  targets: [T, m],
});

/** The network and the song: { params, X, targets, output }, made up where nothing was set by hand. */
export function networkOf(state) {
  const { params, X, targets } = made(state);
  const { edits } = state;
  const rows = (own, others) => others.map((row, t) => own?.[t] ?? row); // a longer song keeps what was set
  return {
    params: Object.fromEntries(PARAMETERS.map((name) => [name, edits[name] ?? params[name]])),
    X: rows(edits.X, X),
    targets: rows(edits.targets, targets),
    output: state.output,
  };
}

/** The steps of this state's passes. */
export const steps = ({ T, output }) => stepsOf(T, output);

/** A new state with some of its parts replaced; what no longer fits is put right. */
export function change(state, parts) {
  const next = { ...state, ...parts };
  if (next.output === "softmax") next.m = 2; // the softmax of one output is always 1
  if (next.n !== state.n || next.m !== state.m || next.seed !== state.seed) {
    const [old, now] = [shapes(state), shapes(next)];
    const kept = (name) => next.seed === state.seed && ["X", "targets"].includes(name) && old[name][1] === now[name][1];
    next.edits = Object.fromEntries(Object.entries(next.edits).filter(([name]) => kept(name)));
  }
  next.unit = Math.min(next.unit, next.n - 1);
  next.out = Math.min(next.out, next.m - 1);
  next.step = Math.max(0, Math.min(next.step, steps(next).length));
  return next;
}

/** A new state in which one number was set by hand: `name` at [row, column], or at [place] of a vector. */
export function edit(state, name, [row, column], value) {
  const network = networkOf(state);
  const now = network.params[name] ?? network[name];
  const set = (values, place, f) => values.map((x, i) => (i === place ? f(x) : x));
  const next = column === undefined ? set(now, row, () => value) : set(now, row, (r) => set(r, column, () => value));
  const beyond = state.edits[name]?.slice(now.length) ?? []; // of a song that was longer before
  return change(state, { edits: { ...state.edits, [name]: [...next, ...beyond] } });
}
