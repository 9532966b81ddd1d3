/* The whole: the drawing with its buttons and caption, and the panels around it. */

import { css, html, nothing } from "lit";

import { mistakeOf } from "../mathematics/mistakes.js";
import { caption, controls, prediction, question, spoken } from "./controls.js";
import { gradients } from "./gradients.js";
import { network } from "./network.js";
import { reachCurve } from "./reach.js";
import { riddle } from "./riddle.js";
import { shorten } from "./shorten.js";
import { triangle } from "./triangle.js";
import { unrolled } from "./unrolled.js";

export const pageStyle = css`
  .whole {
    padding: 0.5em 0;
  }
  .top {
    display: grid;
    gap: 0.9em;
    grid-template-columns: minmax(0, 1fr);
    margin-bottom: 0.9em;
  }
  @container (min-width: 66em) {
    .top {
      grid-template-columns: minmax(0, 1fr) 19em;
      align-items: start;
    }
  }
  .lecture {
    font-size: 1.3em;
  }
  .lecture .top {
    grid-template-columns: minmax(0, 1fr);
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 1.2em;
    justify-content: center;
    margin: 0.3em 0;
    padding: 0;
    list-style: none;
    font-size: 0.93em;
  }
  .key svg {
    width: 2.4em;
    height: 0.7em;
    vertical-align: middle;
    margin-right: 0.3em;
  }
  .key line {
    stroke: var(--line);
    stroke-width: 3;
  }
  .key .own line {
    stroke-dasharray: 6 3;
  }
  .key .carry line {
    stroke-dasharray: 9 3 2 3;
  }
  .broken {
    outline: 2px dashed var(--ink);
    outline-offset: -2px;
  }
  .problem {
    border-left: 4px solid var(--ink);
    padding-left: 0.6em;
  }
  .heard {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  fieldset {
    border: 0;
    padding: 0;
    margin: 0 0 0.6em;
    min-width: 0;
  }
  legend {
    padding: 0;
    font-weight: 600;
  }
  .choice {
    display: flex;
    gap: 0.5em;
    align-items: baseline;
    padding: 0.25em 0;
  }
`;

/**
 * @param view what the component shows (its `view()`): { state, r, step, count, seen, now, next, told, asked, chosen, scale, ... }
 * @param act what can be done (its `act`): { go, play, change, set, again, predict, choose, breakIt, guess, tell, mend, copy, refuse }
 */
export function page(view, act) {
  const all = view.state.view === "all";
  return html`<div class="whole ${view.state.view}" @refused=${(event) => act.refuse(event.detail)}>
    <div role="status">${view.problems.map((words) => html`<p class="problem">${words}</p>`)}</div>
    <div class="top">
      <div>${stage(view, act, all)}</div>
      ${all ? panel("Network and song", network(view, act)) : nothing}
    </div>
    ${all ? panels(view, act) : nothing}
  </div>`;
}

/** What a lecture needs: the drawing, the buttons, what the last step computed, and what the next one will. */
function stage(view, act, all) {
  const { told, asked, broken, chosen, playing } = view;
  const back = chosen && chosen.s <= chosen.t ? chosen : null; // an error's way forward in time is no way to draw
  return html`
    <div
      class="drawing ${broken ? "broken" : ""}"
      tabindex="0"
      role="group"
      aria-label="Drawing of the unrolled network"
    >
      ${unrolled({ ...view, chosen: back }, act)}
    </div>
    ${key} ${controls({ ...view, view: view.state.view }, act)}
    <div class="told">
      ${caption(told, broken)} ${all ? prediction({ ...view, next: asked }, { guess: act.predict }) : question(asked)}
    </div>
    <p class="heard" aria-live="polite">${playing ? "" : spoken(told)}</p>
  `;
}

function panels(view, act) {
  const { state, r, seen, chosen, broken, copied } = view;
  const gradientSeen = (name) => seen(name === "h_0" ? "carry:0" : `sum:${name}`);
  const wrong = r.rows.filter(({ right }) => !right).map(({ name }) => name);
  const followed = { r, t: chosen?.t ?? state.T - 1, truncate: broken ? "off" : state.truncate, k: state.k };
  return html`<div class="panels">
    <div>
      ${panel("What each error contributes to each dZ", triangle({ ...view, unit: state.unit, shown: (s) => seen(`dZ:${s}`) }, act))}
      ${panel("Truncation and clipping", shorten(view, act))}
    </div>
    <div>
      ${panel("The six gradients", gradients({ r, shown: gradientSeen, clip: state.clip }))}
      ${panel("Break it", riddle({ ...view, mistake: mistakeOf(state.riddle), wrong }, act))}
      ${panel("How far an error reaches", reachCurve(followed))}
      ${view.canSend ? panel("Send it", sending(copied, act)) : nothing}
    </div>
  </div>`;
}

const sending = (copied, { copy }) => html`
  <p>A link to what is shown now: numbers, step, and a planted mistake without its name.</p>
  <button @click=${copy}>Copy the link</button>
  <p class="formula" role="status">${copied ?? ""}</p>
`;

const panel = (title, content) =>
  html`<section aria-label=${title}>
    <p class="title">${title}</p>
    ${content}
  </section>`;

const key = html`<ul class="key">
  ${[
    ["forward", "forward"],
    ["own", "from this frame's output"],
    ["carry", "from later frames: the carry"],
  ].map(
    ([term, words]) =>
      html`<li class=${term}>
        <svg viewBox="0 0 34 8" aria-hidden="true"><line x1="0" x2="34" y1="4" y2="4"></line></svg>${words}
      </li>`,
  )}
</ul>`;
