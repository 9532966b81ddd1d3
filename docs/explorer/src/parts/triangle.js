/* The triangle: what each frame's error contributes to each dZ. */

import { css, html, nothing, svg } from "lit";
import { scaleLinear, scaleLog } from "d3-scale";

import { format, short } from "../state/format.js";

/** The colours of the package's picture of the same triangle (cividis): dark is little, light is much. */
export const CIVIDIS = ["#00224e", "#2a3f6d", "#575d6d", "#7d7c78", "#a59c74", "#d2c060", "#fee838"];

/** Less than this share of the largest contribution is drawn as lost. */
const SMALLEST = 1e-6;

const share = scaleLog().domain([SMALLEST, 1]).range([0, 1]).clamp(true);
const colour = scaleLinear()
  .domain(CIVIDIS.map((_, i) => i / (CIVIDIS.length - 1)))
  .range(CIVIDIS);

export const triangleStyle = css`
  .triangle {
    touch-action: manipulation;
  }
  .triangle svg {
    display: block;
    width: 100%;
    height: auto;
    margin: 0 auto;
  }
  .triangle svg text {
    font-size: 12px;
    fill: currentColor;
  }
  .triangle .cell {
    stroke: var(--page);
    stroke-width: 1;
  }
  .triangle .empty {
    fill: none;
    stroke: var(--rule);
    stroke-width: 0.5;
  }
  .triangle .chosen {
    fill: none;
    stroke: var(--ink);
    stroke-width: 3;
  }
  .triangle .chosen.inner {
    stroke: var(--page);
    stroke-width: 1.5;
  }
  .triangle .total {
    fill: var(--box);
    stroke: var(--dZ);
  }
  .legend {
    display: flex;
    gap: 0.5em;
    align-items: center;
    flex-wrap: wrap;
  }
  .legend i {
    height: 0.9em;
    flex: 1 1 6em;
    border: 1px solid var(--rule);
  }
`;

/**
 * @param view {{ r, unit, shown, chosen, broken }} `shown(s)` tells whether dZ[s] has been computed; `chosen` {t, s} or null.
 * @param act {{ choose({t, s} | null) }}
 */
export function triangle({ r, unit, shown, chosen, broken }, { choose }) {
  const T = r.triangle.length;
  const value = (t, s) => r.triangle[t][s][unit];
  const largest = Math.max(...r.triangle.flatMap((row) => row.map((part) => Math.abs(part[unit]))));
  const side = Math.min(72, 420 / (T + 1.35)); // few frames need no large cells
  const room = { left: 34, top: 30 };
  const size = Math.max(240, room.left + side * T + 2); // the words above it need room
  const height = room.top + side * (T + 1.35) + 4;
  const numbers = side >= 46;
  const cells = [];
  for (let t = 0; t < T; t++)
    for (let s = 0; s < T; s++) {
      const [x, y] = [room.left + side * s, room.top + side * t];
      if (shown(s) && value(t, s) !== 0) cells.push(cell(x, y, side, value(t, s), largest, numbers));
      else if (s <= t) cells.push(empty(x, y, side, shown(s) && numbers ? "0" : ""));
    }
  const sums = [...Array(T).keys()].filter(shown).map((s) => {
    const [x, y] = [room.left + side * s, room.top + side * (T + 0.35)];
    return svg`<rect class="total" x=${x} y=${y} width=${side} height=${side}></rect>
      ${numbers ? svg`<text class="dZ" x=${x + side / 2} y=${y + side / 2 + 4} text-anchor="middle">${format(r.dZ[s][unit])}</text>` : nothing}`;
  });
  const every = T <= 12 ? 1 : T <= 30 ? 5 : 10;
  const ticks = [...Array(T).keys()].filter((t) => t % every === 0);
  const at = (event) => {
    const box = event.currentTarget.querySelector("svg").getBoundingClientRect();
    const scale = size / box.width;
    const s = Math.floor(((event.clientX - box.left) * scale - room.left) / side);
    const t = Math.floor(((event.clientY - box.top) * scale - room.top) / side);
    return s >= 0 && s < T && t >= 0 && t < T && (s <= t || value(t, s) !== 0) ? { t, s } : null;
  };
  return html` <div
      class="triangle"
      role="application"
      tabindex="0"
      aria-label="Triangle of contributions; the arrow keys choose a cell"
      aria-describedby="cell"
      @click=${(e) => choose(at(e))}
      @pointermove=${(e) => e.pointerType === "mouse" && choose(at(e))}
      @pointerleave=${(e) => e.pointerType === "mouse" && choose(null)}
    >
      <svg viewBox="0 0 ${size} ${height}" style="max-width: ${1.35 * size}px" aria-hidden="true">
        <text x=${room.left} y="11" class="soft">contributes to dZ[s], s =</text>
        ${ticks.map((s) => svg`<text class="soft" x=${room.left + side * (s + 0.5)} y="26" text-anchor="middle">${s}</text>`)}
        ${ticks.map((t) => svg`<text class="soft" x=${room.left - 8} y=${room.top + side * (t + 0.5) + 4} text-anchor="end">${t}</text>`)}
        <text class="soft" transform="translate(9 ${room.top + (side * T) / 2}) rotate(-90)" text-anchor="middle">
          ${T > 2 ? "the error of frame t =" : "error of t ="}
        </text>
        ${cells}${sums}
        <text class="dZ" x=${room.left - 4} y=${room.top + side * (T + 0.85) + 4} text-anchor="end">dZ</text>
        ${
          chosen
            ? ["", "inner"].map(
                (
                  kind,
                ) => svg`<rect class="chosen ${kind}" x=${room.left + side * chosen.s} y=${room.top + side * chosen.t}
          width=${side} height=${side}></rect>`,
              )
            : nothing
        }
      </svg>
    </div>
    <p id="cell" class="formula" aria-live="polite">
      ${chosen && shown(chosen.s) ? about(chosen, r, unit, broken) : "Each column adds up to its dZ. Point at a cell, or use the arrow keys."}
    </p>
    <div class="legend soft">
      <span>a millionth</span><i style="background: linear-gradient(90deg, ${CIVIDIS.join(", ")})"></i
      ><span>the largest</span> <span>− negative</span>
    </div>`;
}

/** Nothing arrives here, or nothing is known yet. */
const empty = (x, y, side, words) => svg`<rect class="empty" x=${x} y=${y} width=${side} height=${side}></rect>
  <text class="soft" x=${x + side / 2} y=${y + side / 2 + 4} text-anchor="middle">${words}</text>`;

function cell(x, y, side, value, largest, numbers) {
  const size = share(Math.abs(value) / largest);
  const ink = size > 0.45 ? "#000000" : "#ffffff";
  const middle = [x + side / 2, y + side / 2];
  return svg`<rect class="cell" x=${x} y=${y} width=${side} height=${side} fill=${colour(size)}></rect>
    ${
      numbers
        ? svg`<text x=${middle[0]} y=${middle[1] + 4} text-anchor="middle" style="fill: ${ink}">${format(value)}</text>`
        : value < 0
          ? svg`<line x1=${middle[0] - side / 4} x2=${middle[0] + side / 4} y1=${middle[1]} y2=${middle[1]} stroke=${ink} stroke-width=${Math.max(1, side / 9)}></line>`
          : nothing
    }`;
}

/** The cell that a key leads to; undefined where the key does nothing here. */
export function moved(chosen, key, T) {
  if (key === "Escape") return null;
  const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  if (!by) return undefined;
  if (!chosen) return { t: T - 1, s: T - 1 };
  const [t, s] = [chosen.t + by[0], chosen.s + by[1]];
  return t >= 0 && t < T && s >= 0 && s < T ? { t, s } : chosen;
}

/** One cell in words; for one unit and a short way, with the product that gives it. */
function about({ t, s }, r, unit, broken) {
  const value = r.triangle[t][s][unit];
  const words = html`The error of frame ${t} contributes <b>${format(value)}</b> to dZ[${s}]${back(t - s)}.`;
  if (broken || value === 0 || r.params.h_0.length > 1 || t - s > 3) return words;
  const W_hh = short(r.params.W_hh[0][0]);
  const way = [html`<span class="own">${format(r.dH[t][0])}</span>`];
  for (let i = t; i >= s; i--)
    way.push(html` * ${format(r.slope[i][0])}`, i > s ? html` * <span class="carry">${W_hh}</span>` : "");
  return html`${words} dH[${t}] * slope * W_hh * ... = ${way} = ${format(value)}`;
}

const back = (k) =>
  k === 0 ? ", its own frame" : k > 0 ? `, ${k} ${k === 1 ? "frame" : "frames"} back` : ", a later frame";
