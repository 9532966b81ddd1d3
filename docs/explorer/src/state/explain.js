/*
 * What one step computes: in a sentence, in symbols, and with its numbers.
 *
 * A line is a list of parts, each a text or { text, term }; a term has one colour everywhere (parts/style.js):
 * "forward" (X, H, Y), "own" (dY, dA, dH: from this frame's own output), "carry" (from later frames), "dZ".
 */

import { add, flat, multiply, sum, timesMatrix, timesTransposed } from "../mathematics/vectors.js";
import { format, short } from "./format.js";

const part = (term) => (x) => ({ text: format(x), term });
const [forward, own, carry, dZ] = ["forward", "own", "carry", "dZ"].map(part);

/** line`a ${x} b`: the texts and the numbers between them, in order. */
const line = (texts, ...values) => texts.flatMap((text, i) => [text, values[i] ?? ""]).filter((one) => one !== "");

const OUTPUT_SYMBOLS = {
  linear: ["Y[t] = H[t + 1] W_hy + b_y", ""],
  tanh: ["Y[t] = tanh(H[t + 1] W_hy + b_y)", "dA[t] = dY[t] * (1 - Y[t]^2)"],
  softmax: ["Y[t] = softmax(H[t + 1] W_hy + b_y)", "dA[t] = Y[t] * (dY[t] - sum(dY[t] * Y[t]))"],
};

/**
 * @returns {{ title, quantity, value, symbols, numbers, slips }} `numbers` is the line of numbers up to, and without,
 *   the value; `slips` are values that come out where something was forgotten: { value, why }.
 */
export function explain(step, r, { unit, out }) {
  const small = r.params.h_0.length === 1 && r.params.b_y.length === 1;
  const about = EXPLANATIONS[step.kind](step.name ?? step.t, r, unit, out, small);
  return { note: "", ...about, numbers: bracketed(about.numbers) };
}

/** Brackets around a negative number that follows an operator: 1 − (−0.5)^2. */
const bracketed = (parts) =>
  parts.flatMap((one, i) => {
    const before = i > 0 ? (parts[i - 1].text ?? parts[i - 1]) : "";
    return (one.text ?? one).startsWith("−") && /[-+−*]\s*$/.test(before) ? ["(", one, ")"] : [one];
  });

/** H[3], and H[3, 1] where there are several units. */
const at = (letter, t, i, row) => `${letter}[${t}${row.length > 1 ? `, ${i}` : ""}]`;

const EXPLANATIONS = {
  H(t, r, j, k, small) {
    const { W_xh, W_hh, b_h } = r.params;
    const [x, before, z] = [r.X[t][0], r.cache.H[t][j], r.cache.Z[t][j]];
    return {
      title: `Forward, frame ${t}: the state`,
      quantity: at("H", t + 1, j, b_h),
      value: r.cache.H[t + 1][j],
      symbols: "H[t + 1] = tanh(X[t] W_xh + H[t] W_hh + b_h)",
      numbers: small
        ? line`tanh(${{ text: short(x), term: "forward" }} * ${short(W_xh[0][0])} + ${forward(before)} * ${short(W_hh[0][0])} + ${short(b_h[0])})`
        : line`tanh(${forward(z)})`,
      slips: [{ value: z, why: "the sum before the tanh" }],
    };
  },

  Y(t, r, j, k, small) {
    const { W_hy, b_y } = r.params;
    const [h, a] = [r.cache.H[t + 1][j], r.cache.A[t][k]];
    const inside = small ? line`${forward(h)} * ${short(W_hy[0][0])} + ${short(b_y[0])}` : line`${forward(a)}`;
    const numbers = {
      linear: inside,
      tanh: line`tanh(`.concat(inside, ")"),
      softmax: line`exp(${forward(a)}) / (`.concat(
        r.cache.A[t].flatMap((x, i) => line`${i ? " + " : ""}exp(${forward(x)})`),
        ")",
      ),
    }[r.output];
    return {
      title: `Forward, frame ${t}: the output`,
      quantity: at("Y", t, k, b_y),
      value: r.cache.Y[t][k],
      symbols: OUTPUT_SYMBOLS[r.output][0],
      numbers,
      slips: [
        { value: a, why: `the sum before the ${r.output}` },
        { value: a - b_y[k], why: "without b_y" },
      ],
    };
  },

  cost(_, r, j, k) {
    const errors = r.cache.Y.map((y, t) => y[k] - r.targets[t][k]);
    const count = r.dY.length * r.dY[0].length;
    const square = (t) => line`(${forward(r.cache.Y[t][k])} − ${short(r.targets[t][k])})^2`;
    return {
      title: "The cost, and its gradient with respect to the outputs",
      note: `dY[t] = 2 (Y[t] - target) / ${count}`,
      quantity: "C",
      value: r.C,
      symbols: "C = mean((Y - target)^2)",
      numbers: line`(`.concat(
        listed(errors.length, square, " + "),
        r.dY[0].length > 1 ? " + the other output's" : "",
        `) / ${count}`,
      ),
      slips: [{ value: r.C * count, why: "the sum; the mean is asked for" }],
    };
  },

  dA(t, r, j, k) {
    const [dy, y] = [r.dY[t], r.cache.Y[t]];
    const tanh = line`${own(dy[k])} * (1 − ${forward(y[k])}^2)`;
    return {
      title: `Backward, frame ${t}: through the output function`,
      quantity: at("dA", t, k, y),
      value: r.dA[t][k],
      symbols: OUTPUT_SYMBOLS[r.output][1],
      numbers: r.output === "tanh" ? tanh : line`${forward(y[k])} * (${own(dy[k])} − ${own(sum(multiply(dy, y)))})`,
      slips: [{ value: dy[k], why: "dY[t]; it must still go through the output function" }],
    };
  },

  dH(t, r, j, k) {
    const { W_hy } = r.params;
    const products = r.dA[t].flatMap((a, i) => line`${i ? " + " : ""}${own(a)} * ${short(W_hy[j][i])}`);
    return {
      title: `Backward, frame ${t}: gradient with respect to the state from this frame's output`,
      quantity: at("dH", t, j, W_hy),
      value: r.dH[t][j],
      symbols: "dH[t] = dA[t] W_hy^T",
      numbers: products,
      slips: [{ value: r.dA[t][k], why: "dA[t]; it must still go through W_hy" }],
    };
  },

  dZ(t, r, j) {
    const [dH, c, slope, h] = [r.dH[t][j], r.received[t][j], r.slope[t][j], r.cache.H[t + 1][j]];
    const last = t === r.dZ.length - 1;
    return {
      title: `Backward, frame ${t}: both gradients added, and through the tanh`,
      note: last ? "Nothing comes from later frames: the carry is 0." : "The carry comes from the later frames.",
      quantity: at("dZ", t, j, r.dZ[t]),
      value: r.dZ[t][j],
      symbols: "dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2)",
      numbers: line`(${own(dH)} + ${carry(c)}) * (1 − ${{ text: format(h, Math.abs(h) > 0.9 ? 5 : 3), term: "forward" }}^2)`,
      slips: [
        { value: dH + c, why: "dH + carry; it must still be multiplied by 1 - H[t + 1]^2" },
        ...(last
          ? []
          : [
              { value: dH * slope, why: "without the carry" },
              {
                value: dH * slope + c,
                why: "only dH multiplied by 1 - H[t + 1]^2; the carry goes through the tanh as well",
              },
              { value: (dH - c) * slope, why: "the carry subtracted; it must be added" },
            ]),
      ],
    };
  },

  carry(t, r, j) {
    const { W_hh } = r.params;
    const stopped = r.stopped[t].some((x) => x !== 0);
    const going = r.dZ[t].map((x, i) => x - r.stopped[t][i]);
    const products =
      going.length <= 3
        ? going.flatMap((x, i) => line`${i ? " + " : ""}${dZ(x)} * ${short(W_hh[j][i])}`)
        : [`${going.length} products of an entry of dZ[${t}] and one of W_hh, added up`];
    return {
      title:
        t > 0
          ? `Backward, frame ${t}: gradient passed to the previous time step (the carry)`
          : "Backward, frame 0: what is left of the carry is the gradient of h_0",
      note: stopped ? `Truncated: ${format(r.stopped[t][j])} of dZ[${t}] stops here.` : "",
      quantity: t > 0 ? at("carry", t, j, W_hh) : `dh_0${W_hh.length > 1 ? `[${j}]` : ""}`,
      value: t > 0 ? r.passed[t][j] : r.grads.h_0[j],
      symbols: t > 0 ? "carry[t] = dZ[t] W_hh^T" : "dh_0 = carry[0] = dZ[0] W_hh^T",
      numbers: products,
      slips: [
        { value: r.dZ[t][j], why: "dZ[t]; it must still go through W_hh" },
        {
          value: timesTransposed(add(r.dH[t], r.received[t]), W_hh)[j],
          why: "dH + carry through W_hh; take dZ, which went through the tanh",
        },
        ...(going.length > 1
          ? [{ value: timesMatrix(r.dZ[t], W_hh)[j], why: "dZ[t] W_hh; the matrix must be transposed" }]
          : []),
      ],
    };
  },

  sum(name, r, j, k) {
    const [left, right, symbols, index] = {
      W_xh: [r.X.map(([x]) => forward(x)), r.dZ.map((row) => dZ(row[j])), "dW_xh = sum_t X[t]^T dZ[t]", [0, j]],
      W_hh: [
        r.cache.H.slice(0, -1).map((h) => forward(h[j])),
        r.dZ.map((row) => dZ(row[j])),
        "dW_hh = sum_t H[t]^T dZ[t]",
        [j, j],
      ],
      b_h: [null, r.dZ.map((row) => dZ(row[j])), "db_h = sum_t dZ[t]", [j]],
      W_hy: [
        r.cache.H.slice(1).map((h) => forward(h[j])),
        r.dA.map((row) => own(row[k])),
        "dW_hy = sum_t H[t + 1]^T dA[t]",
        [j, k],
      ],
      b_y: [null, r.dA.map((row) => own(row[k])), "db_y = sum_t dA[t]", [k]],
    }[name];
    const value = index.reduce((rows, i) => rows[i], r.grads[name]);
    const term = (t) => (left ? line`${left[t]} * ${right[t]}` : line`${right[t]}`);
    return {
      title: "The gradients: a weight is used in every frame, so its gradient is a sum over frames",
      quantity: flat(r.grads[name]).length > 1 ? `d${name}[${index.join(", ")}]` : `d${name}`,
      value,
      symbols,
      numbers: listed(right.length, term, " + "),
      slips:
        right.length > 1
          ? [{ value: value / right.length, why: "the mean over the frames; the sum is asked for" }]
          : [],
    };
  },
};

/** The terms of a long sum: all of up to five, else the first three and the last. */
function listed(count, term, between) {
  const shown = [...Array(count).keys()].filter((i) => count <= 5 || i < 3 || i === count - 1);
  return shown.flatMap((i, place) => [
    ...(place ? [between] : []),
    ...(count > 5 && i === count - 1 ? [`... ${between.trim()} `] : []),
    ...term(i),
  ]);
}

/** The text of a line, without colours. */
export const plain = (parts) => parts.map((one) => one.text ?? one).join("");
