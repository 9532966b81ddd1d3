/*
 * One look, light and dark. Colours are those of the package's figures (Okabe and Ito), one for each term:
 * forward blue, this frame's own gradient vermillion, the carry green, dZ purple. Text takes a darker (on dark: lighter)
 * shade of the same hue, to be readable. Colour never stands alone: every number has its name, every kind of arrow its dashes.
 */

import { css } from "lit";

export const style = css`
  :host {
    --page: #ffffff;
    --box: #f4f6f8;
    --ink: #16181c;
    --soft: #5c6066;
    --rule: #c9ced6;
    --idle: #8c8c8c;
    --forward: #0072b2;
    --own: #d55e00;
    --carry: #009e73;
    --dZ: #cc79a7;
    --forward-text: #0072b2;
    --own-text: #b04a00;
    --carry-text: #00755a;
    --dZ-text: #9a3d74;
    --button: #0072b2;
    --on-button: #ffffff;
    --now: #fff1d6;
    display: block;
    container-type: inline-size;
    box-sizing: border-box;
    max-width: 100%;
    background: var(--page);
    color: var(--ink);
    font:
      1rem/1.45 system-ui,
      -apple-system,
      "Segoe UI",
      "DejaVu Sans",
      sans-serif;
  }
  :host([theme="dark"]) {
    --page: #15171b;
    --box: #1e2127;
    --ink: #eceef1;
    --soft: #a0a6ad;
    --rule: #4a4f58;
    --idle: #8c8c8c;
    --forward: #56b4e9;
    --own: #d55e00;
    --carry: #009e73;
    --dZ: #cc79a7;
    --forward-text: #56b4e9;
    --own-text: #f08a4b;
    --carry-text: #3cc9a3;
    --dZ-text: #e39bc4;
    --button: #56b4e9;
    --on-button: #10151a;
    --now: #3a2f18;
    color-scheme: dark;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }

  .forward {
    color: var(--forward-text);
    --line: var(--forward);
  }
  .own {
    color: var(--own-text);
    --line: var(--own);
  }
  .carry {
    color: var(--carry-text);
    --line: var(--carry);
  }
  .dZ {
    color: var(--dZ-text);
    --line: var(--dZ);
    font-weight: 700;
  }
  .soft {
    color: var(--soft);
  }
  .mono,
  output,
  .formula,
  td,
  input.number,
  svg text {
    font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Consolas, monospace;
  }
  .formula {
    overflow-wrap: anywhere;
  }

  .panels {
    display: grid;
    gap: 0.9em;
    grid-template-columns: minmax(0, 1fr);
    align-items: start;
  }
  .panels > div {
    display: grid;
    gap: 0.9em;
    min-width: 0;
  }
  @container (min-width: 56em) {
    .panels {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  section {
    border: 1px solid var(--rule);
    border-radius: 10px;
    padding: 0.7em 0.9em 0.9em;
    min-width: 0;
    background: var(--page);
  }
  section > .title {
    font-weight: 700;
    margin: 0 0 0.35em;
  }
  p {
    margin: 0.3em 0;
  }

  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    border: 1px solid var(--idle);
    border-radius: 8px;
    background: var(--box);
    padding: 0.4em 0.8em;
    min-height: 2.6em;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    border-color: var(--ink);
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  button.main {
    background: var(--button);
    color: var(--on-button);
    border-color: var(--button);
    font-weight: 700;
  }
  select,
  input.number {
    border: 1px solid var(--idle);
    border-radius: 6px;
    background: var(--page);
    min-height: 2.2em;
    padding: 0.15em 0.35em;
  }
  input.number {
    width: 5.2em;
    text-align: right;
  }
  input[type="range"] {
    accent-color: var(--button);
    min-width: 0;
    width: 100%;
    height: 2em;
    margin: 0;
  }
  :focus-visible {
    outline: 3px solid var(--button);
    outline-offset: 2px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    align-items: center;
  }

  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th {
    font-weight: 400;
    color: var(--soft);
    text-align: right;
    padding: 0.2em 0.5em;
    vertical-align: bottom;
  }
  td {
    text-align: right;
    padding: 0.2em 0.5em;
    border-top: 1px solid var(--rule);
    white-space: nowrap;
  }
  th[scope="row"] {
    color: var(--ink);
    border-top: 1px solid var(--rule);
    white-space: nowrap;
  }
  th:first-child {
    text-align: left;
    padding-left: 0;
  }
  .scroll {
    overflow-x: auto;
  }
`;

/** Which theme the page around the component has: told by the page (Sphinx's furo, JupyterLab, VS Code), else by the system. */
export function themeOf(body = document.body) {
  if (["light", "dark"].includes(body.dataset.theme)) return body.dataset.theme;
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false" ? "dark" : "light";
  if (body.dataset.vscodeThemeKind) return body.dataset.vscodeThemeKind.includes("light") ? "light" : "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
