/* Numbers as they are shown: three decimals, or powers of ten where three decimals would say nothing. */

const minus = (text) => text.replaceAll("-", "−");

/** 0.821, −0.039, 1.2e−5, 3.4e+6; always as many decimals, so that columns of numbers can be compared. */
export function format(x, digits = 3) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "not a number" : minus(x > 0 ? "∞" : "-∞");
  const size = Math.abs(x);
  if (size >= 10000 || (size > 0 && size < 0.0005)) return minus(x.toExponential(1));
  return minus(x.toFixed(size >= 100 ? 1 : digits)).replace(/^−(0\.0+)$/, "$1");
}

/** A number that was set by hand, as short as it is: 0.8, −1, 0.125. */
export const short = (x, digits = 3) => minus(String(Number(x.toFixed(digits))));

const twoDigits = (x) => (x >= 10000 ? format(x) : String(Number(x.toPrecision(2))));

/** Frames as people say them: "2.1 frames (1.1 s)"; a frame is half a second. */
export const frames = (count) => `${twoDigits(count)} frames (${twoDigits(count / 2)} s)`;
