/* How far an error reaches: what is left of it after k frames. */

import { css, html, nothing, svg } from "lit";
import { scaleLinear, scaleLog } from "d3-scale";

import { left, reach } from "../mathematics/reach.js";
import { format, frames } from "../state/format.js";

const W = 460,
  H = 230,
  ROOM = { left: 52, right: 12, top: 12, bottom: 40 };

/** Below it nothing is drawn, as in the package's picture of the triangle. */
const SMALLEST = 1e-6;

export const reachStyle = css`
  .reach svg {
    display: block;
    width: 100%;
    height: auto;
    max-width: 600px;
  }
  .reach svg text {
    font-size: 12px;
    fill: currentColor;
  }
  .reach .grid {
    stroke: var(--rule);
    stroke-width: 0.7;
  }
  .reach .other {
    stroke: var(--idle);
    stroke-width: 0.8;
    fill: none;
    opacity: 0.6;
  }
  .reach .one {
    stroke: var(--carry);
    stroke-width: 3;
    fill: none;
  }
  .reach .average {
    stroke: var(--ink);
    stroke-width: 1.5;
    stroke-dasharray: 2 4;
    fill: none;
  }
  .reach .point {
    fill: var(--carry);
  }
  .reach .cut {
    stroke: var(--ink);
    stroke-width: 1.5;
    stroke-dasharray: 8 4;
  }
  .reach .halo {
    paint-order: stroke;
    stroke: var(--page);
    stroke-width: 4px;
  }
  .reach .half {
    fill: var(--page);
    stroke: var(--ink);
    stroke-width: 2;
  }
`;

/** view: { r, t, truncate, k }: the frame whose error is followed, and where it is cut off. */
export function reachCurve({ r, t, truncate, k: window }) {
  const T = r.influence.length;
  const shares = left(r.influence, t);
  const found = reach(shares);
  const all = r.influence.map((_, from) => left(r.influence, from));
  const seen = all.flat().filter((size) => size >= SMALLEST && Number.isFinite(size));
  const x = scaleLinear()
    .domain([0, Math.max(1, T - 1)])
    .range([ROOM.left, W - ROOM.right]);
  const y = scaleLog()
    .domain([Math.min(0.1, ...seen), Math.max(1, ...seen)])
    .range([H - ROOM.bottom, ROOM.top])
    .nice();
  const line = (sizes) =>
    sizes
      .map((size, k) => [k, size])
      .filter(([, size]) => size >= SMALLEST)
      .map(([k, size]) => `${x(k)},${y(size)}`)
      .join(" ");
  const average = found && found.factor > 0 ? shares.map((_, k) => found.factor ** k) : [];
  const half = found && found.half >= 0 && found.half <= T - 1 ? found.half : null;
  return html` <div class="reach">
      <svg
        viewBox="0 0 ${W} ${H}"
        role="img"
        aria-label=${`What is left of frame ${t}'s error: ${shares
          .map((size, k) => `${format(size)} after ${k}`)
          .slice(0, 6)
          .join(", ")}`}
      >
        ${y
          .ticks(6)
          .filter((tick) => Math.log10(tick) % 1 === 0)
          .map(
            (tick) => svg`<line class="grid" x1=${ROOM.left} x2=${W - ROOM.right} y1=${y(tick)} y2=${y(tick)}></line>
          <text class="soft" x=${ROOM.left - 6} y=${y(tick) + 4} text-anchor="end">${tick >= 0.001 && tick <= 1000 ? tick : format(tick)}</text>`,
          )}
        ${x
          .ticks(8)
          .filter(Number.isInteger)
          .map(
            (tick) =>
              svg`<text class="soft" x=${x(tick)} y=${H - ROOM.bottom + 17} text-anchor="middle">${tick}</text>`,
          )}
        <text class="soft" x=${(ROOM.left + W) / 2} y=${H - 6} text-anchor="middle">frames back</text>
        ${all.map((sizes, from) => (from === t || from === 0 ? nothing : svg`<polyline class="other" points=${line(sizes)}></polyline>`))}
        <polyline class="average" points=${line(average)}></polyline>
        <polyline class="one" points=${line(shares)}></polyline>
        ${T <= 30 ? shares.map((size, k) => (size >= SMALLEST ? svg`<circle class="point" cx=${x(k)} cy=${y(size)} r="4"></circle>` : nothing)) : nothing}
        ${
          truncate === "window" && window < T
            ? svg`<line class="cut" x1=${x(window - 0.5)} x2=${x(window - 0.5)} y1=${ROOM.top} y2=${H - ROOM.bottom}></line>
          <text x=${x(window - 0.5) + 5} y=${ROOM.top + 12}>cut</text>`
            : nothing
        }
        ${
          half === null
            ? nothing
            : svg`<circle class="half" cx=${x(half)} cy=${y(0.5)} r="6"></circle>
          ${name(x(half), y(0.5), between(shares, half) > 0.5)}`
        }
      </svg>
    </div>
    <p>${words(found, shares, t)}</p>
    <p class="soft">
      || dA[${t}] / dZ[s] ||, divided by its value in frame ${t} itself; thin: the errors of the other frames; dotted:
      the average factor.
    </p>`;
}

/** The curve's value between two frames, on the straight line of a logarithmic scale. */
const between = (shares, k) => {
  const [before, after] = [shares[Math.floor(k)], shares[Math.ceil(k)]];
  return before * (after / before) ** (k - Math.floor(k));
};

/** The name of the point where a half is left: above it, or below it where the curve passes above. */
const name = (x, y, below) =>
  below && x > ROOM.left + 45
    ? svg`<text class="halo" x=${x - 7} y=${y + 19} text-anchor="end">half</text>`
    : svg`<text class="halo" x=${x + 9} y=${y - 8}>half</text>`;

function words(found, shares, t) {
  if (!found) return "The error of frame 0 is in the first frame already: it has no way back.";
  const { factor, half, hundredth } = found;
  if (!(factor > 0)) return `Nothing of frame ${t}'s error reaches frame 0.`;
  const first = html`From frame to frame the error of frame ${t} is multiplied by <b>${format(factor)}</b>, on average.`;
  if (Math.abs(factor - 1) < 1e-9) return html`${first} It keeps its size.`;
  if (factor > 1) return html`${first} It doubles every <b>${frames(-half)}</b>: it explodes.`;
  return html`${first} Half of it is left after <b>${frames(half)}</b>, a hundredth after <b>${frames(hundredth)}</b>.`;
}
