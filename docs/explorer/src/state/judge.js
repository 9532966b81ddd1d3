/* What to say of a prediction. */

import { format } from "./format.js";

/** Is a prediction right to two decimals, or to one part in a hundred? */
export const near = (guess, value) => Math.abs(guess - value) <= Math.max(0.00501, 0.01 * Math.abs(value));

/** What to say of a prediction: { kind: "right" | "wrong" | "", words, counts }. */
export function judge(guess, told, broken) {
  const is = `${told.quantity} = ${format(told.value)}`;
  if (guess === undefined) return { kind: "", words: "That is no number and no sum of numbers.", counts: false };
  if (broken)
    return { kind: "", words: `This pass has ${is}; you have ${format(guess)}. Is yours right?`, counts: false };
  if (near(guess, told.value)) return { kind: "right", words: `${is}, as you said.`, counts: true };
  const slip = told.slips.find(({ value }) => near(guess, value) && !near(value, told.value));
  const reason = slip ? ` Yours is ${slip.why}.` : near(-guess, told.value) ? " Look at the sign." : "";
  return { kind: "wrong", words: `${is}; you said ${format(guess)}.${reason}`, counts: true };
}
