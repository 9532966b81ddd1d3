/* Stepping: the buttons, what the last step computed, and a field for a prediction of the next number. */

import { css, html, nothing } from "lit";

import { format } from "../state/format.js";
import { numbers, symbols, termOf } from "./words.js";

export const controlsStyle = css`
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    align-items: center;
    margin: 0.6em 0 0.3em;
  }
  .controls label {
    flex: 1 1 9em;
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-width: 0;
  }
  .controls .count {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .told {
    display: grid;
    gap: 0.9em;
    grid-template-columns: minmax(0, 1fr);
  }
  @container (min-width: 46em) {
    .told {
      grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    }
  }
  .caption {
    min-height: 8.2em;
    font-size: 1.06em;
  }
  .told .title {
    margin: 0;
    font-weight: 700;
  }
  .caption .formula {
    margin: 0.2em 0;
    font-size: 0.95em;
  }
  .lecture .caption {
    min-height: 6em;
    font-size: 1em;
  }
  .caption .result {
    font-weight: 700;
  }
  .prediction form {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    align-items: center;
  }
  .prediction input {
    width: auto;
    flex: 1 1 6em;
    min-width: 5em;
  }
  .prediction .verdict {
    min-height: 1.45em;
  }
  .right::before {
    content: "✓ ";
    font-weight: 700;
  }
  .wrong::before {
    content: "✗ ";
    font-weight: 700;
  }
`;

/** view: { step, count, playing, view }; act: { go(step), play(), change(parts) }. */
export const controls = ({ step, count, playing, view }, { go, play, change }) =>
  html` <div class="controls">
    <button @click=${() => go(0)} ?disabled=${step === 0} title="Home">Start</button>
    <button @click=${() => go(step - 1)} ?disabled=${step === 0} title="left arrow">Back</button>
    <button class="main" @click=${() => go(step + 1)} ?disabled=${step === count} title="right arrow">Step</button>
    <button @click=${play} aria-pressed=${playing} title="p">${playing ? "Pause" : "Play"}</button>
    <button @click=${() => go(count)} ?disabled=${step === count} title="End">End</button>
    <label
      ><input
        type="range"
        aria-label="step"
        min="0"
        max=${count}
        .value=${String(step)}
        @input=${(e) => go(Number(e.target.value))}
      />
      <span class="count soft">${step} of ${count}</span></label
    >
    <button @click=${() => change({ view: view === "all" ? "lecture" : "all" })}>
      ${view === "all" ? "Lecture view" : "All panels"}
    </button>
  </div>`;

const BEGIN = {
  title: "The network, unrolled in time",
  words:
    "Each column is one frame; all columns use the same weights. Step through it: first forward from left to right, then backward against the arrows.",
};

/** What the last step computed; in a broken pass its numbers are left for the student to judge. */
export function caption(told, broken) {
  if (!told)
    return html`<div class="caption">
      <p class="title">${BEGIN.title}</p>
      <p>${BEGIN.words}</p>
    </div>`;
  const result = html`<span class="result ${termOf(told.quantity)}">${format(told.value)}</span>`;
  return html` <div class="caption">
    <p class="title">${told.title}</p>
    <p class="formula">${symbols(told.symbols)}</p>
    ${
      broken
        ? html`<p class="formula">by hand: ${numbers(told.numbers)}</p>
            <p class="formula">this pass has ${symbols(told.quantity)} = ${result}</p>`
        : html`<p class="formula">${symbols(told.quantity)} = ${numbers(told.numbers)} = ${result}</p>`
    }
    ${told.note ? html`<p class="soft">${symbols(told.note)}</p>` : nothing}
  </div>`;
}

/** The same for those who listen: one sentence a step. */
export const spoken = (told) => (told ? `${told.title}. ${told.quantity} is ${format(told.value)}. ${told.note}` : "");

/** view: { next, verdict, tally }; act: { guess(text) }. */
export function prediction({ next, verdict, tally }, { guess }) {
  const submit = (event) => {
    event.preventDefault();
    const field = event.target.elements.guess;
    guess(field.value);
    field.value = "";
  };
  return html` <section class="prediction" aria-label="Predict the next number">
    ${
      next
        ? html`<p class="title">Predict the next number, if you like</p>
            <form @submit=${submit}>
              <label for="guess" class="mono">${symbols(next.quantity)} =</label>
              <input
                id="guess"
                name="guess"
                class="number"
                type="text"
                inputmode="text"
                autocomplete="off"
                aria-describedby="how"
              />
              <button>Check</button>
            </form>
            <p class="formula">${symbols(next.symbols)}</p>
            <p id="how" class="soft">Two decimals are enough. The field calculates: tanh(1 * 0.5 + 0.1)</p>`
        : html`<p class="title">All numbers are told</p>`
    }
    <p class="verdict ${verdict?.kind ?? ""}" role="status">${verdict?.words ?? ""}</p>
    ${tally.asked ? html`<p class="soft">${tally.right} of ${tally.asked} predicted right</p>` : nothing}
  </section>`;
}

/** The same for a lecture: the question alone, to be answered aloud. */
export const question = (next) =>
  next
    ? html`<div>
        <p class="title">What is the next number?</p>
        <p class="formula">${symbols(next.quantity)} = ?</p>
        <p class="formula">${symbols(next.symbols)}</p>
      </div>`
    : nothing;
