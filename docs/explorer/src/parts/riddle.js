/* Break it: a mistake is planted in the backward pass; the student reads its traces and guesses its name. */

import { css, html, nothing } from "lit";

import { format } from "../state/format.js";
import { MISTAKES } from "../mathematics/mistakes.js";
import { symbols } from "./words.js";

export const riddleStyle = css`
  .names {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 15em), 1fr));
    gap: 0.4em;
    margin: 0.6em 0;
    padding: 0;
    list-style: none;
  }
  .names button {
    width: 100%;
    text-align: left;
  }
  .names button[aria-disabled="true"] {
    text-decoration: line-through;
    opacity: 0.75;
  }
`;

/**
 * @param view {{ mistake, guesses, solved, wrong }} the planted one or null; what was guessed: [{ name, words }]; whether
 *   it is found or told; the names of the gradients that are wrong.
 * @param act {{ breakIt(), guess(name), tell(), mend() }}
 */
export function riddle({ mistake, guesses, solved, wrong }, { breakIt, guess, tell, mend }) {
  if (!mistake) {
    return html` <p>
        One of ${MISTAKES.length} classic mistakes is planted in the backward pass. Read its traces: which gradients are
        wrong? In which frame does a number first differ from what you calculate by hand? How has the triangle changed?
      </p>
      <button class="main" @click=${breakIt}>Break it</button>`;
  }
  const tried = guesses.map(({ name }) => name);
  const last = guesses.at(-1);
  return html` <p>
      <b>There is a mistake in the backward pass.</b>
      ${wrong.length ? `Wrong: ${wrong.map((name) => `d${name}`).join(", ")}.` : "No gradient differs here; change a number."}
      Step back through it and calculate by hand. Which mistake is it?
    </p>
    <p class="verdict ${last ? (solved ? "right" : "wrong") : ""}" role="status">
      ${solved ? html`<b>${mistake.name}</b>: ${symbols(mistake.words)}` : last ? symbols(last.words) : nothing}
    </p>
    ${
      solved
        ? nothing
        : html`<ul class="names">
            ${MISTAKES.map(
              ({ name }) =>
                html`<li>
                  <button aria-disabled=${tried.includes(name)} @click=${() => tried.includes(name) || guess(name)}>
                    ${name}
                  </button>
                </li>`,
            )}
          </ul>`
    }
    <p class="row">
      ${solved ? html`<button class="main" @click=${breakIt}>Break it again</button>` : html`<button @click=${tell}>Tell me</button>`}
      <button @click=${mend}>Mend it</button>
    </p>`;
}

const first = (values, digits) =>
  values
    .slice(0, 3)
    .map((x) => format(x, digits))
    .join(", ") + (values.length > 3 ? ", ..." : "");

/** Why a guess is wrong: the first number that would be another one; `difference` comes from `firstDifference`. */
export function whyNot(name, { quantity, t, would, is }) {
  if (quantity === "shape") return `Not “${name}”: with these shapes that would stop with an error.`;
  const what =
    { slope: `1 - H[${t + 1}]^2`, passed: t === 0 ? "dh_0" : `carry[${t}]` }[quantity] ??
    (t === undefined ? quantity : `${quantity}[${t}]`);
  const digits = first(would, 3) === first(is, 3) ? 6 : 3;
  return `Not “${name}”: then ${what} would be ${first(would, digits)}; here it is ${first(is, digits)}.`;
}
