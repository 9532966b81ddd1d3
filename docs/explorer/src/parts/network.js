/* The network and the song, to be changed: sizes, output function, weights. Inputs and targets are edited in the drawing. */

import { css, html, nothing } from "lit";

import { PARAMETERS } from "../mathematics/network.js";
import { spectralRadius } from "../mathematics/reach.js";
import { mapNumbers } from "../mathematics/vectors.js";
import { CHOICES, LIMITS } from "../state/state.js";
import { short } from "../state/format.js";
import { numberField } from "./fields.js";

export const networkStyle = css`
  .slides {
    display: grid;
    gap: 0 1.5em;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 16em), 1fr));
  }
  .slides > .wide {
    grid-column: 1 / -1;
  }
  .slide {
    display: grid;
    grid-template-columns: 4.2em minmax(3em, 1fr) auto;
    gap: 0.5em;
    align-items: center;
    margin: 0.15em 0;
  }
  .pick {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.5em;
    align-items: center;
    margin: 0.25em 0;
  }
  .weights td {
    padding: 0.1em;
    border: 0;
  }
  .weights input.number {
    width: 4.3em;
  }
  details summary {
    cursor: pointer;
    margin-top: 0.5em;
    padding: 0.3em 0;
  }
`;

const slide = (label, value, [low, high], step, change, field) =>
  html` <div class="slide">
    <span class="mono">${label}</span>
    <input
      type="range"
      aria-label=${label}
      min=${low}
      max=${high}
      step=${step}
      .value=${String(value)}
      @input=${(e) => change(Number(e.target.value))}
    />
    ${field}
  </div>`;

const pick = (label, value, choices, change) =>
  html` <label class="pick"
    ><span>${label}</span>
    <select @change=${(e) => change(e.target.value)}>
      ${choices.map((choice) => html`<option value=${choice} ?selected=${String(choice) === String(value)}>${choice}</option>`)}
    </select></label
  >`;

const upTo = (low, high) => Array.from({ length: high - low + 1 }, (_, i) => low + i);

/** view: { state, r }; act: { change(parts), set(name, index, number), again() }. */
export function network({ state, r }, { change, set, again }) {
  const small = state.n === 1 && state.m === 1;
  const frames = (T) => change({ T: Math.round(Math.min(Math.max(T, 1), LIMITS.T[1])) });
  return html`<div class="slides">
      ${slide("frames", state.T, LIMITS.T, 1, frames, numberField({ label: "frames T", value: state.T, change: frames }))}
      ${small ? PARAMETERS.map((name) => oneWeight(name, r.params[name], set)) : severalWeights(state, r, change, set)}
      ${pick("hidden units", state.n, upTo(...LIMITS.n), (n) => change({ n: Number(n) }))}
      ${pick("outputs", state.m, upTo(...LIMITS.m), (m) => change({ m: Number(m), output: m === "1" && state.output === "softmax" ? "linear" : state.output }))}
      ${pick("output function", state.output, CHOICES.output, (output) => change({ output }))}
      ${state.n > 1 ? pick("hidden unit shown", state.unit, upTo(0, state.n - 1), (unit) => change({ unit: Number(unit) })) : nothing}
      ${state.m > 1 ? pick("output shown", state.out, upTo(0, state.m - 1), (out) => change({ out: Number(out) })) : nothing}
    </div>
    <p class="row">
      <button @click=${() => change({ seed: (state.seed + 1) % (LIMITS.seed[1] + 1) })}>Other numbers</button>
      <button @click=${again}>Start again</button>
    </p>
    <p class="soft">All numbers are made up. Inputs, targets and the first state are edited in the drawing.</p>`;
}

function oneWeight(name, value, set) {
  const index = Array.isArray(value[0]) ? [0, 0] : [0];
  const number = index.length === 2 ? value[0][0] : value[0];
  const change = (x) => set(name, index, x);
  return slide(name, number, [-2, 2], 0.05, change, numberField({ label: name, value: number, change }));
}

function severalWeights(state, r, change, set) {
  const radius = Number(spectralRadius(r.params.W_hh).toFixed(3));
  const stretch = (rho) =>
    state.edits.W_hh && radius > 0
      ? change({
          edits: { ...state.edits, W_hh: mapNumbers((w) => Number(((w * rho) / radius).toFixed(3)), state.edits.W_hh) },
        })
      : change({ rho });
  return html` ${slide("rho", radius, [0, 2], 0.05, stretch, html`<output>${short(radius)}</output>`)}
    <p class="soft wide">rho, the spectral radius of W_hh: how much a state is stretched from frame to frame</p>
    <details class="wide">
      <summary>All weights</summary>
      ${PARAMETERS.map((name) => {
        const rows = Array.isArray(r.params[name][0]) ? r.params[name] : [r.params[name]];
        const index = (i, j) => (rows === r.params[name] ? [i, j] : [j]);
        return html`<p class="mono">${name}</p>
          <div class="scroll" tabindex="0" role="group" aria-label=${name}>
            <table class="weights">
              <tbody>
                ${rows.map(
                  (row, i) =>
                    html`<tr>
                      ${row.map(
                        (w, j) =>
                          html`<td>
                            ${numberField({ label: `${name}[${index(i, j).join(", ")}]`, value: w, change: (x) => set(name, index(i, j), x) })}
                          </td>`,
                      )}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`;
      })}
    </details>`;
}
