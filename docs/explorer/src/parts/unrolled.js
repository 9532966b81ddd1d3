/* The unrolled network: one column a frame, a number on every arrow, and the numbers that can be edited as fields. */

import { css, html, nothing, svg } from "lit";

import { multiply, timesMatrix } from "../mathematics/vectors.js";
import { format, short } from "../state/format.js";
import { numberField } from "./fields.js";

const COLUMN = 190,
  FIRST = 196,
  HALF = 56,
  RIGHT_EDGE = 104;
const OUT = 98,
  HIDDEN = 228,
  IN = 340,
  HEIGHT = 364;
const HALF_HEIGHT = { [OUT]: 28, [HIDDEN]: 40, [IN]: 20 };

const center = (t) => FIRST + COLUMN * t;

/** The width of the drawing of T frames at scale 1. */
const width = (T) => center(T - 1) + RIGHT_EDGE;

/** The scale at which T frames fit into `room` pixels and a share of the window's height: the buttons below stay in sight. */
export function fitting(room, T, share) {
  if (room < 600) return 1;
  const [across, down] = [room / width(T), (share * innerHeight) / HEIGHT];
  return across >= 1 ? Math.max(1, Math.min(across, down)) : 1.15;
}

/** Scroll the drawing, and only it, so that frame t and the frame before it can be seen. */
export function bringIntoView(drawing, t, T, scale, calm) {
  const margin = (drawing.scrollWidth - width(T) * scale) / 2;
  const [from, to] = [center(t) - COLUMN, center(t) + RIGHT_EDGE].map((x) => Math.max(0, x * scale + margin));
  const { scrollLeft, clientWidth } = drawing;
  if (from >= scrollLeft && to <= scrollLeft + clientWidth) return;
  const left = to - from > clientWidth ? to - clientWidth : (from + to - clientWidth) / 2;
  drawing.scrollTo({ left, behavior: calm ? "instant" : "smooth" });
}

export const unrolledStyle = css`
  .drawing {
    position: relative;
    overflow-x: auto;
    overflow-y: hidden;
    border-radius: 10px;
  }
  .drawing > div {
    position: relative;
    margin: 0 auto;
  }
  .drawing svg {
    display: block;
    width: 100%;
    height: 100%;
  }
  .drawing svg text {
    font-size: 15px;
    fill: currentColor;
  }
  .drawing text.frame {
    font-family: inherit;
    font-weight: 700;
  }
  .drawing text.soft {
    color: var(--soft);
  }
  .drawing text.now,
  .drawing text.next {
    font-weight: 700;
  }
  .drawing rect.box {
    fill: var(--box);
    stroke: var(--idle);
  }
  .drawing rect.path {
    stroke: var(--ink);
    stroke-width: 2.5;
  }
  .drawing rect.now {
    fill: var(--now);
    stroke: none;
  }
  .drawing line {
    stroke: var(--line, var(--idle));
    stroke-width: 2;
  }
  .drawing polygon {
    fill: var(--line, var(--idle));
  }
  .drawing .own line {
    stroke-dasharray: 6 3;
  }
  .drawing .carry line {
    stroke-dasharray: 9 3 2 3;
  }
  .drawing .now line {
    stroke-width: 4.5;
  }
  .drawing .path line {
    stroke-width: 4.5;
  }
  .drawing .cut {
    --line: var(--idle);
  }
  .drawing input.number {
    position: absolute;
    min-height: 0;
    padding: 0;
    text-align: center;
    border-radius: calc(4px * var(--scale));
    color: var(--forward-text);
    font-size: calc(15px * var(--scale));
    width: calc(54px * var(--scale));
    height: calc(24px * var(--scale));
    transform: translate(-50%, -50%);
  }
`;

/**
 * @param view {{ state, r, seen, now, next, chosen, scale }} `seen(name)` tells whether a step has been taken, `now` and
 *   `next` are names of steps such as "dZ:2"; `chosen` {t, s} or null is an error whose way back is shown.
 */
export function unrolled({ state, r, seen, now, next, chosen, scale }, { set }) {
  const { unit: j, out: k } = state;
  const T = r.X.length;
  const w = width(T);
  const columns = r.X.map((_, t) => column(t, { r, j, k, seen, now, next, chosen }));
  const field = (name, index, value, x, y, label) =>
    numberField({
      label,
      value,
      change: (number) => set(name, index, number),
      style: `left: ${x * scale}px; top: ${y * scale}px`,
    });
  return html` <div style="--scale: ${scale}; width: ${w * scale}px; height: ${HEIGHT * scale}px">
    <svg
      viewBox="0 0 ${w} ${HEIGHT}"
      role="img"
      aria-label="The network, unrolled over ${T} frames. The numbers are read out below, step by step."
    >
      ${r.params.h_0.length > 1 ? text(8, 15, `hidden unit ${j}`, "soft", "start") : nothing}
      ${r.params.b_y.length > 1 ? text(8, 33, `output ${k}`, "soft", "start") : nothing}
      ${firstState(r, j, seen, now, next)} ${columns}
    </svg>
    ${field("h_0", [j], r.params.h_0[j], 42, HIDDEN - 20, "first state h_0")}
    ${r.X.map((x, t) => field("X", [t, 0], x[0], center(t) + 16, IN, `input X, frame ${t}`))}
    ${r.targets.map((target, t) => field("targets", [t, k], target[k], center(t) + 32, 36, `target, frame ${t}`))}
  </div>`;
}

const text = (x, y, words, kind = "", anchor = "middle") =>
  svg`<text x=${x} y=${y} class=${kind} text-anchor=${anchor}>${words}</text>`;

function arrow(x1, y1, x2, y2, kind) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const corner = (side) => `${x2 - 10 * dx - 5 * side * dy},${y2 - 10 * dy + 5 * side * dx}`;
  return svg`<g class=${kind}>
    <line x1=${x1} y1=${y1} x2=${x2 - 8 * dx} y2=${y2 - 8 * dy}></line>
    <polygon points="${x2},${y2} ${corner(1)} ${corner(-1)}"></polygon></g>`;
}

/** Is a step the present one, the next, taken, or still to come? As a class, "" for steps taken before. */
const stage = (name, { seen, now, next }) => (name === now ? "now" : seen(name) ? "" : name === next ? "next" : null);

/** A name and its number; "?" where it is the next one, nothing before. */
function told(x, y, label, value, term, at, anchor = "middle") {
  if (at === null) return nothing;
  const words = at === "next" ? "?" : format(value);
  return text(x, y, label ? `${label} ${words}` : words, `${term} ${at}`, anchor);
}

function firstState(r, j, seen, now, next) {
  const at = stage("carry:0", { seen, now, next });
  return svg`
    <rect class="box" x="8" y=${HIDDEN - 40} width="68" height="40" rx="8"></rect>
    ${text(42, HIDDEN - 46, "h_0", "soft")}
    ${at === null ? nothing : text(42, HIDDEN + 22, "dh_0", `carry ${at}`)}
    ${told(42, HIDDEN + 38, "", r.grads.h_0[j], "carry", at)}`;
}

function column(t, { r, j, k, seen, now, next, chosen }) {
  const x = center(t);
  const steps = { seen, now, next };
  const at = Object.fromEntries(
    ["H", "Y", "dA", "dH", "dZ", "carry"].map((kind) => [kind, stage(`${kind}:${t}`, steps)]),
  );
  const dY = stage("cost", steps);
  const onPath = chosen && chosen.s <= t && t <= chosen.t;
  return svg`
    ${text(x, 15, `frame ${t}`, "frame")}
    ${text(x - 4, 41, "target", "soft", "end")}
    ${box(x, OUT, onPath && chosen.t === t)} ${box(x, HIDDEN, onPath)} ${box(x, IN)}
    ${forwardArrows(t, r, j, k, at)}
    ${dY === null || dY === "next" ? nothing : arrow(x, 50, x, OUT - 28, `own ${dY}`)}
    ${dY === null || dY === "next" ? nothing : told(x + 8, 65, "dY", r.dY[t][k], "own", dY, "start")}
    ${
      r.output === "linear"
        ? row(x, OUT + 5, "y", r.cache.Y[t][k], "forward", at.Y)
        : [row(x, OUT - 6, "y", r.cache.Y[t][k], "forward", at.Y), row(x, OUT + 16, "dA", r.dA[t][k], "own", at.dA)]
    }
    ${row(x, HIDDEN - 18, "h", r.cache.H[t + 1][j], "forward", at.H)}
    ${row(x, HIDDEN + 5, "1−h²", r.slope[t][j], "soft", at.dZ === "next" ? null : at.dZ && "")}
    ${row(x, HIDDEN + 28, "dZ", r.dZ[t][j], "dZ", at.dZ)}
    ${text(x - 30, IN + 5, "x", "soft")}
    ${
      at.dH === null
        ? nothing
        : [
            at.dH === "next"
              ? nothing
              : arrow(x + 18, OUT + 28, x + 18, HIDDEN - 40, `own ${at.dH} ${onPath && chosen.t === t ? "path" : ""}`),
            text(x + 26, 146, "dH", `own ${at.dH}`, "start"),
            told(x + 26, 163, "", r.dH[t][j], "own", at.dH, "start"),
          ]
    }
    ${at.carry === null ? nothing : carryArrow(t, r, j, at.carry, onPath && t > chosen.s)}`;
}

const box = (x, y, path) =>
  svg`<rect class="box ${path ? "path" : ""}" x=${x - HALF} y=${y - HALF_HEIGHT[y]} width=${2 * HALF} height=${2 * HALF_HEIGHT[y]} rx="8"></rect>`;

/** A line in a box: the name on the left, the number on the right. */
function row(x, y, label, value, term, at) {
  if (at === null) return nothing;
  return svg`
    ${at === "now" ? svg`<rect class="now" x=${x - HALF + 3} y=${y - 16} width=${2 * HALF - 6} height="22" rx="4"></rect>` : nothing}
    ${text(x - HALF + 8, y, label, `${term} ${at}`, "start")}
    ${text(x + HALF - 8, y, at === "next" ? "?" : format(value), `${term} ${at}`, "end")}`;
}

/** Up from the input and from the state, and along from frame to frame: the weight, and what arrives. */
function forwardArrows(t, r, j, k, at) {
  const x = center(t);
  const { W_xh, W_hh, W_hy } = r.params;
  const weight = (name, M) => (M.length * M[0].length === 1 ? `${name} ${short(M[0][0], 2)}` : name);
  const kind = (step) => (at[step] === null || at[step] === "next" ? "idle" : `forward ${at[step]}`);
  const arrives = (step, px, py, value, anchor) =>
    kind(step) === "idle" ? nothing : text(px, py, format(value), kind(step), anchor);
  const left = t === 0 ? 76 : center(t - 1) + HALF;
  const middle = (left + x - HALF) / 2;
  return svg`
    ${arrow(x - 18, IN - 20, x - 18, HIDDEN + 40, kind("H"))}
    ${text(x - 26, 290, weight("W_xh", W_xh), "soft", "end")}
    ${arrives("H", x - 26, 307, multiply(r.X[t], [W_xh[0][j]])[0], "end")}
    ${arrow(left, HIDDEN - 22, x - HALF, HIDDEN - 22, kind("H"))}
    ${text(middle, HIDDEN - 48, weight("W_hh", W_hh), "soft")}
    ${arrives("H", middle, HIDDEN - 31, timesMatrix(r.cache.H[t], W_hh)[j])}
    ${arrow(x - 18, HIDDEN - 40, x - 18, OUT + 28, kind("Y"))}
    ${text(x - 26, 146, weight("W_hy", W_hy), "soft", "end")}
    ${arrives("Y", x - 26, 163, timesMatrix(r.cache.H[t + 1], W_hy)[k], "end")}`;
}

function carryArrow(t, r, j, at, path) {
  const x = center(t);
  const end = t === 0 ? 76 : center(t - 1) + HALF;
  const cut = r.passed[t].every((number) => number === 0) && r.stopped[t].some((number) => number !== 0);
  const drawn =
    at === "next"
      ? nothing
      : arrow(x - HALF, HIDDEN + 16, end, HIDDEN + 16, `carry ${at} ${path ? "path" : ""} ${cut ? "cut" : ""}`);
  if (t === 0) return drawn;
  const middle = (x - HALF + end) / 2;
  return svg`${drawn}
    ${text(middle, HIDDEN + 9, cut && at !== "next" ? "cut off" : "carry", `carry ${at}`)}
    ${told(middle, HIDDEN + 34, "", r.passed[t][j], "carry", at)}`;
}
