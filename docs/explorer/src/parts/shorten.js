/* Truncation and clipping, to be switched on. */

import { html, nothing } from "lit";

import { flat, norm } from "../mathematics/vectors.js";
import { LIMITS } from "../state/state.js";
import { numberField } from "./fields.js";

const FORMS = {
  off: "no: every error goes back to frame 0",
  window: "each error goes through k frames",
  blocks: "the song is cut into blocks of k frames",
};

/** view: { state, r }; act: { change(parts) }. */
export function shorten({ state, r }, { change }) {
  const { truncate, k, clip, riddle } = state;
  const on = clip !== null;
  const half = () => Number((norm(Object.values(r.grads).map(flat)) / 2).toPrecision(2));
  const frames = (count) => change({ k: Math.round(Math.min(Math.max(count, 1), LIMITS.k[1])) });
  return html` <fieldset>
      <legend>Truncate</legend>
      ${Object.entries(FORMS).map(
        ([form, words]) =>
          html`<label class="choice"
            ><input
              type="radio"
              name="truncate"
              .checked=${truncate === form}
              ?disabled=${riddle !== null}
              @change=${() => change({ truncate: form })}
            />
            ${words}</label
          >`,
      )}
      ${
        truncate === "off"
          ? nothing
          : html`<div class="slide">
              <span>k</span>
              <input
                type="range"
                aria-label="k frames"
                min="1"
                max=${state.T}
                .value=${String(k)}
                @input=${(e) => frames(Number(e.target.value))}
              />
              ${numberField({ label: "k", value: k, change: frames })}
            </div>`
      }
      ${riddle === null ? nothing : html`<p class="soft">Not while a mistake is planted.</p>`}
    </fieldset>
    <fieldset>
      <legend>Clip</legend>
      <label class="choice"
        ><input type="checkbox" .checked=${on} @change=${() => change({ clip: on ? null : half() })} /> multiply all
        gradients so that their norm is at most</label
      >
      ${on ? numberField({ label: "largest norm", value: clip, change: (x) => change({ clip: Math.max(0, x) }) }) : nothing}
    </fieldset>
    <p class="soft">
      Truncation changes the direction of the gradient; see which gradients are no longer right. Clipping keeps it.
    </p>`;
}
