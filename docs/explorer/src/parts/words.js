/* Lines of numbers and symbols, each term in its colour. */

import { html } from "lit";

const TERMS = [
  [/^(X|Y|A|Z|H|target)\b/, "forward"],
  [/^d[YAH]\b/, "own"],
  [/^(carry|dh_0)\b/, "carry"],
  [/^dZ\b/, "dZ"],
];
const NAME = /(\b(?:dZ|d[YAH]|[XYAZH])(?:\[[^\]]*\])?|\bcarry(?:\[[^\]]*\])?|\bdh_0\b)/;

/** The term that a quantity belongs to: "dH[2]" is "own"; undefined for weights and their gradients. */
export const termOf = (quantity) => TERMS.find(([pattern]) => pattern.test(quantity))?.[1];

/** Symbols such as dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2), coloured. */
export const symbols = (text) =>
  text.split(NAME).map((piece, i) => (i % 2 ? html`<span class=${termOf(piece)}>${piece}</span>` : piece));

/** A line of numbers (state/explain.js), coloured. */
export const numbers = (parts) =>
  parts.map((one) => (one.text ? html`<span class=${one.term}>${one.text}</span>` : one));
