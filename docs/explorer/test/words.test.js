/* What the page says in words and links, without a browser: `node --test docs/explorer/test/`. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { compare } from "../src/mathematics/gradients.js";
import { backward, firstDifference, MISTAKES } from "../src/mathematics/mistakes.js";
import { run } from "../src/mathematics/run.js";
import { calculate } from "../src/state/calculator.js";
import { explain, plain } from "../src/state/explain.js";
import { format, frames, short } from "../src/state/format.js";
import { judge } from "../src/state/judge.js";
import { read, write } from "../src/state/link.js";
import { made } from "../src/state/made.js";
import { change, CHOICES, edit, networkOf, START, steps } from "../src/state/state.js";
import { nameOf } from "../src/state/steps.js";

const STATES = [
  START,
  change(START, { T: 6, output: "tanh" }),
  change(START, { T: 5, n: 3, m: 2, output: "softmax", unit: 1, out: 1 }),
  change(START, { T: 4, n: 2, m: 2, output: "tanh", seed: 3, unit: 1 }),
  change(START, { T: 1 }),
];

test("the calculator", () => {
  const right = {
    0.82: 0.82,
    "-.5": -0.5,
    "−2": -2,
    "1 + 2 * 3": 7,
    "2^3^2": 512,
    "-2^2": -4,
    "(1 - 0.5^2) * 4": 3,
    "8 / 2 / 2": 2,
    "1 - 2 - 3": -4,
    "tanh(0)": 0,
    "exp(1)": Math.E,
    "1e-3": 0.001,
    "2 * -3": -6,
    "3 × 2": 6,
  };
  for (const [text, value] of Object.entries(right)) assert.equal(calculate(text), value, text);
  for (const text of ["", " ", "a", "1 2", "(1", "1)", "tanh 1", "1 +", "1/0", "constructor(1)", "0,5", "tanh()"])
    assert.equal(calculate(text), undefined, text);
});

test("numbers as they are shown", () => {
  const shown = [
    [0.8210398, "0.821"],
    [-0.0389, "−0.039"],
    [0, "0.000"],
    [-0, "0.000"],
    [0.0004, "4.0e−4"],
    [-1.2e-7, "−1.2e−7"],
    [123.456, "123.5"],
    [1e6, "1.0e+6"],
    [Infinity, "∞"],
    [NaN, "not a number"],
  ];
  for (const [x, text] of shown) assert.equal(format(x), text);
  assert.equal(short(-0.5), "−0.5");
  assert.equal(frames(120.4), "120 frames (60 s)");
});

test("a line of numbers is what the formula says: calculated as it is written, it gives the number after it", () => {
  let count = 0;
  for (const state of STATES) {
    const r = run(networkOf(state), { truncation: state.truncate, k: state.k });
    for (const step of steps(state)) {
      const { numbers, value, quantity } = explain(step, r, state);
      const line = calculate(plain(numbers));
      if (line === undefined) continue; // "... + " and words stand in long sums
      assert.ok(Math.abs(line - value) < 0.004 + 0.01 * Math.abs(value), `${quantity} = ${plain(numbers)} = ${value}`);
      count++;
    }
  }
  assert.ok(count > 100, `${count} lines`);
});

test("predictions: the right number to two decimals, and a reason where a slip explains a wrong one", () => {
  const reasons = new Set();
  for (const state of STATES) {
    const r = run(networkOf(state));
    for (const step of steps(state)) {
      const told = explain(step, r, state);
      assert.equal(judge(told.value, told, false).kind, "right");
      assert.equal(judge(Number(told.value.toFixed(2)), told, false).kind, "right");
      assert.equal(judge(told.value + 0.02 + Math.abs(told.value), told, false).kind, "wrong");
      assert.equal(judge(told.value, told, true).counts, false); // a broken pass is no judge
      for (const { value, why } of told.slips) {
        const { kind, words } = judge(value, told, false);
        if (kind === "wrong" && words.endsWith(`${why}.`)) reasons.add(why);
      }
    }
  }
  assert.ok(reasons.size >= 12, [...reasons].join("; "));
  const told = explain(steps(START)[10], run(networkOf(START)), START);
  assert.match(judge(-told.value, told, false).words, /sign/);
  assert.equal(judge(undefined, told, false).counts, false);
});

/** Where a student can see the mistake: lines that are wrong, and numbers that do not fit each other. */
function traces(state, r) {
  const found = steps(state).flatMap((step) => {
    const { numbers, value } = explain(step, r, state);
    const line = calculate(plain(numbers));
    return line !== undefined && Math.abs(line - value) > 0.004 + 0.01 * Math.abs(value) ? [nameOf(step)] : [];
  });
  const last = r.dZ.length - 1;
  if (Math.abs(r.received[last][state.unit]) > 0.001) found.push("a carry after the last frame");
  const count = r.dY.length * r.dY[0].length;
  const error = (r.cache.Y[0][state.out] - r.targets[0][state.out]) * (2 / count);
  if (Math.abs(r.dY[0][state.out] - error) > 0.001) found.push("dY");
  if (state.output === "linear" && r.dA[0][state.out] !== r.dY[0][state.out]) found.push("dA");
  return found;
}

test("every mistake leaves a trace that can be found by hand, and a right pass leaves none", () => {
  const networks = STATES.slice(0, 4);
  for (const state of networks) assert.deepEqual(traces(state, run(networkOf(state))), []);
  for (const mistake of MISTAKES) {
    const seen = networks.filter((state) => {
      const r = run(networkOf(state), { mistake });
      return r.visible.includes(mistake) && traces(state, r).length > 0;
    });
    assert.ok(seen.length > 0, `${mistake.name} leaves no trace`);
  }
});

test("a wrong guess is refuted by the first number that would differ; the right one is not", () => {
  const state = STATES[3];
  for (const planted of MISTAKES) {
    const r = run(networkOf(state), { mistake: planted });
    for (const guessed of r.visible) {
      const difference = firstDifference(r.params, r.targets, r.cache, guessed, r);
      assert.equal(difference === null, guessed === planted, `${planted.name}, guessed ${guessed.name}`);
      if (!difference) continue;
      const shown = (values) => values.map((x) => format(x));
      const equal = shown(difference.would).join() === shown(difference.is).join();
      assert.ok(!equal, `${planted.name}, guessed ${guessed.name}: ${shown(difference.is)}`);
    }
  }
});

test("links: every state comes back as it was", () => {
  const edited = edit(edit(STATES[2], "W_hh", [1, 2], 1 / 3), "X", [4, 0], -0.1);
  const others = [
    edited,
    change(edited, { T: 3 }),
    edit(START, "h_0", [0], 1e-7),
    change(START, { truncate: "window", k: 5, clip: 0.25 }),
    change(START, { riddle: MISTAKES[3].code, view: "lecture", step: 4 }),
    change(START, { n: 10, m: 2, T: 60, rho: 1.5, seed: 9, out: 1, unit: 7 }),
  ];
  for (const state of [...STATES, ...others]) {
    const { state: back, problems } = read(write(state));
    assert.deepEqual(problems, []);
    assert.deepEqual({ ...back, edits: {} }, { ...state, edits: {} });
    assert.deepEqual(networkOf(back), networkOf(state));
    assert.equal(write(back), write(state));
  }
  assert.equal(write(START), "");
});

test("links: all that README.md offers can be read", () => {
  const links = [...readFileSync(new URL("../README.md", import.meta.url), "utf8").matchAll(/`#([^`]+)`/g)].map(
    ([, text]) => text,
  );
  assert.ok(links.length >= 12);
  for (const text of links) {
    const { state, problems } = read(text);
    assert.deepEqual(problems, [], text);
    const { visible } = run(networkOf(state));
    if (state.riddle)
      assert.ok(
        visible.some(({ code }) => code === state.riddle),
        `${text} leaves no trace`,
      );
  }
});

test("differences: a right pass is right and every mistake that can be seen is wrong, also where errors explode", () => {
  const links = [...readFileSync(new URL("../README.md", import.meta.url), "utf8").matchAll(/`#([^`]+)`/g)];
  const corners = [1, 60].flatMap((T) =>
    ["n=1", "n=1&seed=1", "n=10"].flatMap((n) =>
      CHOICES.output.flatMap((output) => [0, 3].map((rho) => `T=${T}&${n}&output=${output}&rho=${rho}`)),
    ),
  );
  const edited = [
    "T=60&W_hh=1.5&W_xh=0&h_0=0", // gradients of 1e9
    "T=60&W_hh=-2&W_xh=0&h_0=0",
    "T=20&W_hh=1000&W_xh=0&h_0=0", // of 1e59
    "T=60&W_hh=1.5&W_xh=0&h_0=0.001",
    "T=20&W_hh=1.5&W_xh=0&h_0=0&W_hy=1000",
    "T=60&W_hh=1000&W_xh=1000&b_h=1000&W_hy=1000",
    "T=3&X=1000,-1000,1000",
    "T=3&m=2&output=softmax&W_hy=1000,-1000",
  ];
  let planted = 0;
  for (const text of [...links.map(([, link]) => link), ...corners, ...edited]) {
    const { params, X, targets, output } = networkOf(read(text).state);
    const r = run({ params, X, targets, output });
    const told = r.rows.map(({ name, analytic, numeric }) => `${name} ${analytic} ${numeric}`).join("; ");
    assert.ok(
      r.rows.every(({ right }) => right),
      `${text}: ${told}`,
    );
    for (const mistake of r.visible) {
      const rows = compare(backward(params, targets, r.cache, mistake).grads, r.numeric, r.C);
      assert.ok(!rows.every(({ right }) => right), `${text}: ${mistake.name}`);
      planted++;
    }
  }
  assert.ok(planted > 500, `${planted} mistakes`);
});

test("links: what cannot be read is told, by name", () => {
  const wrong = [
    "T=0",
    "T=61",
    "T=2.5",
    "n=11",
    "m=3",
    "output=relu",
    "rho=-1",
    "riddle=zz",
    "step=22",
    "k=0",
    "clip=x",
    "W_xh=1,2",
    "X=1,2",
    "W_hh=1e9",
    "b_h=",
    "colour=red",
    "%E0%A4%A",
    "view=x",
    "unit=1",
    "truncate=yes",
  ];
  for (const text of wrong) {
    const { state, problems } = read(text);
    assert.equal(problems.length, 1, text);
    assert.ok(problems[0].startsWith(text.split("=")[0]), text);
    assert.deepEqual(state, START, text);
  }
  assert.equal(read("step=end").state.step, steps(START).length);
});

test("states: softmax needs two outputs, other sizes drop the numbers that no longer fit, a shorter song keeps them", () => {
  assert.equal(change(START, { output: "softmax" }).m, 2);
  const set = edit(edit(START, "W_hh", [0, 0], 0.3), "X", [2, 0], 9);
  assert.deepEqual(Object.keys(change(set, { n: 2 }).edits), ["X"]);
  assert.deepEqual(change(change(set, { T: 2 }), { T: 3 }).edits, set.edits);
  assert.deepEqual(change(edit(change(set, { T: 2 }), "X", [0, 0], 5), { T: 3 }).edits.X, [[5], [0], [9]]);
  assert.deepEqual(change(set, { seed: 1 }).edits, {});
  assert.equal(change(change(START, { n: 4, unit: 3 }), { n: 2 }).unit, 1);
  assert.equal(change(START, { step: 1000 }).step, 21);
  assert.equal(START.edits.W_hh, undefined);
});

test("made-up numbers: always the same, those of notebook 04 at first, W_hh never hides a forgotten transpose", () => {
  const { params, X, targets } = made(START);
  assert.deepEqual([params.W_hh, params.h_0, X, targets], [[[0.8]], [0.2], [[1], [0], [-0.5]], [[0.5], [0.5], [-0.5]]]);
  for (let n = 2; n <= 10; n++)
    for (let seed = 0; seed < 20; seed++) {
      const state = { ...START, n, seed, T: 5 };
      assert.deepEqual(made(state), made(state));
      const W = made(state).params.W_hh;
      assert.ok(
        W.some((row, i) => row.some((w, j) => Math.abs(w - W[j][i]) > 0.1)),
        `n = ${n}, seed ${seed}`,
      );
      for (const row of W) assert.ok(Math.abs(Math.hypot(...row) - 0.9) < 0.01);
    }
  assert.deepEqual(CHOICES.output, ["linear", "tanh", "softmax"]);
});
