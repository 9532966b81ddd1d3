/*
 * A number that a student types, or a sum: "0.82", "tanh(1 * 1 + 0.2 * 0.8)", "(0.5 + 0.1) * (1 - 0.82^2)".
 *
 * The grammar, one function each:   sum = product (+|- product)...      product = signed (*|/ signed)...
 *                                   signed = [+|-] signed | power       power = atom [^ signed]
 *                                   atom = number | ( sum ) | name ( sum )
 */

const FUNCTIONS = { tanh: Math.tanh, exp: Math.exp, sqrt: Math.sqrt };
const TOKEN = /\s*(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|[a-z]+|[-+*/^()])/iy;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return null;
    found.push(match[1]);
  }
  return found;
}

/** The value of what was typed; undefined where it is no number and no sum. */
export function calculate(text) {
  const left = tokens(text.trim().replaceAll("−", "-").replaceAll("×", "*").replaceAll("**", "^"));
  if (!left?.length) return undefined;
  try {
    const value = readSum(left);
    return left.length === 0 && Number.isFinite(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readSum(left) {
  let value = readProduct(left);
  while (left[0] === "+" || left[0] === "-") value += (left.shift() === "+" ? 1 : -1) * readProduct(left);
  return value;
}

function readProduct(left) {
  let value = readSigned(left);
  while (left[0] === "*" || left[0] === "/")
    value = left.shift() === "*" ? value * readSigned(left) : value / readSigned(left);
  return value;
}

function readSigned(left) {
  if (left[0] === "+" || left[0] === "-") return left.shift() === "-" ? -readSigned(left) : readSigned(left);
  const base = readAtom(left);
  if (left[0] !== "^") return base;
  left.shift();
  return base ** readSigned(left);
}

function readAtom(left) {
  const token = left.shift();
  if (token !== undefined && /[\d.]/.test(token)) return Number(token);
  const f =
    token === "(" ? (x) => x : Object.hasOwn(FUNCTIONS, token) && left.shift() === "(" ? FUNCTIONS[token] : null;
  if (!f) throw new SyntaxError();
  const inside = readSum(left);
  if (left.shift() !== ")") throw new SyntaxError();
  return f(inside);
}
