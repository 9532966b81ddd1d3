/* A state as the part of an address after #, and back: T=12&W_hh=0.5&step=7. Only what differs from the start is told. */

import { calculate } from "./calculator.js";
import { change, CHOICES, LIMITS, networkOf, shapes, START, steps } from "./state.js";

const INTEGERS = ["T", "n", "m", "seed", "k"];
const LARGEST = 1000;

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Numbers are separated by commas, and rows of several numbers by semicolons. */
const toText = (value) => value.map(String).join(value[0].length > 1 ? ";" : ",");

/** The state as text. */
export function write(state) {
  const parts = [];
  for (const name of [
    "T",
    "n",
    "m",
    "output",
    "seed",
    "rho",
    "step",
    "unit",
    "out",
    "truncate",
    "k",
    "clip",
    "riddle",
    "view",
  ]) {
    if (state[name] !== START[name]) parts.push(`${name}=${state[name]}`);
  }
  const [now, before] = [networkOf(state), networkOf({ ...state, edits: {} })];
  for (const name of Object.keys(state.edits)) {
    const [value, original] = [now.params[name] ?? now[name], before.params[name] ?? before[name]];
    if (!same(value, original)) parts.push(`${name}=${toText(value)}`);
  }
  return parts.join("&");
}

/** The state that a text tells, and what in it could not be read: { state, problems }. */
export function read(text) {
  const problems = [];
  const given = new Map();
  for (const part of text.split("&").filter(Boolean)) {
    const [name, value = ""] = part.split("=").map(decode);
    given.set(name, value);
  }
  const take = (name, parse, expected) => {
    if (!given.has(name)) return undefined;
    const value = parse(given.get(name));
    given.delete(name);
    if (value === undefined) problems.push(`${name} must be ${expected}`);
    return value;
  };
  const integer = (low, high) => (value) =>
    /^\d+$/.test(value) && value >= low && value <= high ? Number(value) : undefined;
  const number = (low, high) => (value) => inRange(calculate(value), low, high);
  const oneOf = (names) => (value) => (names.includes(value) ? value : undefined);

  const parts = {};
  for (const name of INTEGERS)
    parts[name] = take(name, integer(...LIMITS[name]), `a whole number from ${LIMITS[name].join(" to ")}`);
  parts.output = take("output", oneOf(CHOICES.output), CHOICES.output.join(", "));
  parts.truncate = take("truncate", oneOf(CHOICES.truncate), CHOICES.truncate.join(", "));
  parts.view = take("view", oneOf(CHOICES.view), CHOICES.view.join(", "));
  parts.riddle = take("riddle", oneOf(CHOICES.riddle), "a code that this page made");
  parts.rho = take("rho", number(0, 3), "a number from 0 to 3");
  parts.clip = take("clip", number(0, LARGEST), `a number from 0 to ${LARGEST}`);
  let state = change(START, defined(parts));

  const last = steps(state).length;
  const step = take(
    "step",
    (value) => (value === "end" ? last : integer(0, last)(value)),
    `a whole number from 0 to ${last}, or end`,
  );
  const unit = take("unit", integer(0, state.n - 1), `a whole number from 0 to ${state.n - 1}`);
  const out = take("out", integer(0, state.m - 1), `a whole number from 0 to ${state.m - 1}`);
  const edits = {};
  for (const [name, shape] of Object.entries(shapes(state))) {
    const value = take(
      name,
      (written) => numbers(written, shape),
      `${shape.join(" x ")} numbers from ${-LARGEST} to ${LARGEST}`,
    );
    if (value) edits[name] = value;
  }
  for (const name of given.keys()) problems.push(`${name} is not known here`);
  state = change(state, defined({ step, unit, out, edits }));
  return { state, problems };
}

const defined = (parts) => Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const inRange = (value, low, high) => (value >= low && value <= high ? value : undefined);

function numbers(text, shape) {
  const row = (part, length) => {
    const values = part.split(",").map((one) => inRange(calculate(one), -LARGEST, LARGEST));
    return values.length === length && !values.includes(undefined) ? values : undefined;
  };
  if (shape.length === 1) return row(text, shape[0]);
  if (shape[1] === 1) return row(text, shape[0])?.map((value) => [value]);
  const rows = text.split(";").map((part) => row(part, shape[1]));
  return rows.length === shape[0] && !rows.includes(undefined) ? rows : undefined;
}
