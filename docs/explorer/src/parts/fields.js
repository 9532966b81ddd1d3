/* Fields for numbers: typed as text, so that 1/3 and −0.5 can be written, and refused where they are no numbers. */

import { html } from "lit";

import { calculate } from "../state/calculator.js";

const LARGEST = 1000;

/** A field for one number; `change(number)` is called with what was typed, `refuse` in its place where it is no number. */
export function numberField({ label, value, change, style = "" }) {
  const typed = (event) => {
    const field = event.target;
    const number = calculate(field.value);
    const good = number !== undefined && Math.abs(number) <= LARGEST;
    field.setAttribute("aria-invalid", String(!good));
    if (good) {
      change(number);
      return;
    }
    field.dispatchEvent(
      new CustomEvent("refused", {
        bubbles: true,
        composed: true,
        detail: `${label}: a number from −${LARGEST} to ${LARGEST} was expected, “${field.value}” was typed. It stays ${value}.`,
      }),
    );
    field.value = String(value);
  };
  return html`<input
    class="number"
    type="text"
    inputmode="text"
    autocomplete="off"
    style=${style}
    aria-label=${label}
    .value=${String(value)}
    @change=${typed}
  />`;
}
