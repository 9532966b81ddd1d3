/* The six gradients beside those from finite differences. */

import { css, html, nothing } from "lit";

import { STEP, TOLERANCE } from "../mathematics/gradients.js";
import { flat } from "../mathematics/vectors.js";
import { format } from "../state/format.js";

export const gradientsStyle = css`
  .gradients table {
    width: 100%;
  }
  .gradients tr.differs td,
  .gradients tr.differs th {
    font-weight: 700;
  }
  .gradients td,
  .gradients th {
    font-size: 0.93em;
  }
  @container (max-width: 34em) {
    .gradients .spare {
      display: none;
    }
  }
`;

/** view: { r, shown, clip }: `shown(name)` tells whether a gradient has been computed yet. */
export function gradients({ r, shown, clip }) {
  const complete = r.rows.every(({ name }) => shown(name));
  const clipped = complete && r.clipped;
  const factor = clipped ? r.clipped.factor : null;
  return html` <div class="gradients scroll" tabindex="0" role="group" aria-label="Table of gradients">
      <table>
        <thead>
          <tr>
            <th scope="col">gradient</th>
            <th scope="col">backward</th>
            <th scope="col">finite differences</th>
            <th scope="col" class="spare">relative difference</th>
            <th scope="col">verdict</th>
            ${clipped ? html`<th scope="col">clipped</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${r.rows.map((row) => line(row, r, shown(row.name), factor))}
        </tbody>
      </table>
    </div>
    <p class="soft">
      ${flat(r.params.W_hh).length > 1 ? "The worst entry of each. " : ""}Finite differences: (4 D(h / 2) − D(h)) / 3
      with D(h) = (C(w + h) − C(w − h)) / 2h, and h so small that what goes into tanh or softmax moves by no more than
      ${format(STEP)}; up to ${format(TOLERANCE)} they count as equal.
    </p>
    ${
      clipped
        ? html`<p>
            The norm of all six is ${format(r.clipped.size)}.
            ${
              factor < 1
                ? html`More than ${format(clip)}, so all are multiplied by <b>${format(factor)}</b>: a shorter step in
                    the same direction.`
                : html`Not more than ${format(clip)}: nothing is changed.`
            }
          </p>`
        : nothing
    }`;
}

function line({ name, index, analytic, numeric, error, right }, r, shown, factor) {
  const value = r.grads[name];
  const columns = value[0].length;
  const entry =
    flat(value).length === 1 ? "" : columns ? `[${Math.floor(index / columns)}, ${index % columns}]` : `[${index}]`;
  return html`<tr class=${shown && !right ? "differs" : ""}>
    <th scope="row" class="mono">d${name}${shown ? entry : ""}</th>
    <td>${shown ? format(analytic) : html`<span class="soft">not yet</span>`}</td>
    <td>${format(numeric)}</td>
    <td class="spare">${shown ? (error === 0 ? "0" : format(error)) : ""}</td>
    <td>${shown ? html`<span class=${right ? "right" : "wrong"}>${right ? "right" : "wrong"}</span>` : ""}</td>
    ${factor === null ? nothing : html`<td>${format(factor * analytic)}</td>`}
  </tr>`;
}
