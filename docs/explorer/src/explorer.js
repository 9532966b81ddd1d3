/*
 * <bptt-explorer>: backpropagation through time, number by number.
 *
 *   state="T=12&step=end"   what is shown at first (state/link.js)
 *   hash                    keep what is shown in the address of the page, so that a link can be sent; keys work anywhere
 *   page="explorer.html"    where such a link leads, for an explorer in another page
 */

import { css, html, LitElement, nothing } from "lit";

import { backward, firstDifference, mistakeOf } from "./mathematics/mistakes.js";
import { run } from "./mathematics/run.js";
import { calculate } from "./state/calculator.js";
import { explain } from "./state/explain.js";
import { judge } from "./state/judge.js";
import { read, write } from "./state/link.js";
import { change, edit, networkOf, START, steps } from "./state/state.js";
import { nameOf } from "./state/steps.js";
import { caption, controls, controlsStyle, prediction, question, spoken } from "./parts/controls.js";
import { gradients, gradientsStyle } from "./parts/gradients.js";
import { network, networkStyle } from "./parts/network.js";
import { reachCurve, reachStyle } from "./parts/reach.js";
import { riddle, riddleStyle, whyNot } from "./parts/riddle.js";
import { shorten } from "./parts/shorten.js";
import { style, themeOf } from "./parts/style.js";
import { moved, triangle, triangleStyle } from "./parts/triangle.js";
import { height, place, unrolled, unrolledStyle, width } from "./parts/unrolled.js";

const layout = css`
  .whole { padding: 0.5em 0; }
  .top { display: grid; gap: 0.9em; grid-template-columns: minmax(0, 1fr); margin-bottom: 0.9em; }
  @container (min-width: 66em) { .top { grid-template-columns: minmax(0, 1fr) 19em; align-items: start; } }
  .lecture { font-size: 1.3em; }
  .lecture .top { grid-template-columns: minmax(0, 1fr); }
  .key { display: flex; flex-wrap: wrap; gap: 0.2em 1.2em; justify-content: center; margin: 0.3em 0; padding: 0; list-style: none; font-size: 0.93em; }
  .key svg { width: 2.4em; height: 0.7em; vertical-align: middle; margin-right: 0.3em; }
  .key line { stroke: var(--line); stroke-width: 3; }
  .key .own line { stroke-dasharray: 6 3; }
  .key .carry line { stroke-dasharray: 9 3 2 3; }
  .broken { outline: 2px dashed var(--ink); outline-offset: -2px; }
  .problem { border-left: 4px solid var(--ink); padding-left: 0.6em; }
  .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  fieldset { border: 0; padding: 0; margin: 0 0 0.6em; min-width: 0; }
  legend { padding: 0; font-weight: 600; }
  .choice { display: flex; gap: 0.5em; align-items: baseline; padding: 0.25em 0; }
`;

/** How long one step is shown while it plays: a pass of many steps is played faster. */
const pause = (count) => Math.max(250, Math.min(2500, 40000 / count));

class BpttExplorer extends LitElement {
  static properties = {
    link: { attribute: "state" },
    hash: { type: Boolean },
    page: {},
    shown: { state: true },
    chosen: { state: true },
    problems: { state: true },
    playing: { state: true },
    verdict: { state: true },
    tally: { state: true },
    guesses: { state: true },
    solved: { state: true },
    copied: { state: true },
    room: { state: true },
  };

  static styles = [style, layout, unrolledStyle, controlsStyle, triangleStyle, reachStyle, gradientsStyle, networkStyle, riddleStyle];

  constructor() {
    super();
    this.shown = START;
    this.problems = [];
    this.chosen = null;
    this.playing = false;
    this.tally = { asked: 0, right: 0 };
    this.guesses = [];
    this.solved = false;
    this.room = 800;
  }

  connectedCallback() {
    super.connectedCallback();
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const dress = () => this.setAttribute("theme", themeOf());
    dress();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress, { signal });
    this.watch = new MutationObserver(dress);
    this.watch.observe(document.body, { attributes: true });
    this.measure = new ResizeObserver(([entry]) => (this.room = entry.contentRect.width));
    window.addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
    if (this.hash) {
      const follow = () => location.hash.slice(1) !== write(this.shown) && this.open(location.hash.slice(1));
      window.addEventListener("hashchange", follow, { signal });
      if (location.hash.length > 1) this.link = location.hash.slice(1);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.leaving.abort();
    this.watch.disconnect();
    this.measure.disconnect();
    this.stop();
  }

  firstUpdated() {
    this.measure.observe(this.renderRoot.querySelector(".drawing"));
  }

  willUpdate(changed) {
    if (changed.has("link")) this.open(this.link ?? "");
    const { step, unit, out, seed, ...numbers } = this.shown;
    const key = JSON.stringify([numbers, seed]);
    if (key !== this.key_of_r) {
      const { riddle: code, truncate: truncation, k, clip: largest } = this.shown;
      this.r = run(networkOf(this.shown), { mistake: mistakeOf(code), truncation, k, largest });
      this.key_of_r = key;
    }
    if (this.chosen && Math.max(this.chosen.t, this.chosen.s) >= this.shown.T) this.chosen = null;
  }

  updated(changed) {
    if (!changed.has("shown")) return;
    const before = changed.get("shown");
    if (this.hash && this.hasUpdated) history.replaceState(null, "", `#${write(this.shown)}`);
    if (before?.step !== this.shown.step || before?.T !== this.shown.T) this.bringIntoView();
  }

  /** Show a state that was told as text. */
  open(text) {
    const { state, problems } = read(text);
    this.problems = problems.length ? [...problems.map((one) => `The link: ${one}.`)] : [];
    this.shown = state;
    this.guesses = [];
    this.solved = false;
    this.verdict = undefined;
  }

  change(parts) {
    this.problems = [];
    this.verdict = undefined;
    if ("riddle" in parts) [this.guesses, this.solved] = [[], false];
    this.shown = change(this.shown, parts);
  }

  set(name, index, value) {
    this.problems = [];
    this.shown = edit(this.shown, name, index, value);
  }

  go(step) {
    this.stop();
    this.change({ step });
  }

  play() {
    if (this.playing) return this.stop();
    const count = steps(this.shown).length;
    if (this.shown.step === count) this.change({ step: 0 });
    this.playing = true;
    this.clock = setInterval(() => {
      this.change({ step: this.shown.step + 1 });
      if (this.shown.step === steps(this.shown).length) this.stop();
    }, pause(count));
  }

  stop() {
    clearInterval(this.clock);
    this.playing = false;
  }

  /** Keys are heard before the page around hears them: JupyterLab and Sphinx have shortcuts for single letters and Enter. */
  key(event) {
    const path = event.composedPath();
    const inside = path.includes(this);
    if (event.ctrlKey || event.metaKey || event.altKey || !(inside || this.hash)) return;
    if (inside) event.stopPropagation();
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(path[0].tagName)) return;
    if (path.some((one) => one.classList?.contains("triangle"))) {
      const cell = moved(this.chosen, event.key, this.shown.T);
      if (cell !== undefined) {
        event.preventDefault();
        this.chosen = cell;
        return;
      }
    }
    const step = { ArrowRight: this.shown.step + 1, ArrowLeft: this.shown.step - 1, Home: 0, End: Infinity }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.go(step);
    } else if (event.key === "p") this.play();
  }

  predict(text) {
    this.stop();
    const told = explain(steps(this.shown)[this.shown.step], this.r, this.shown);
    const { counts, ...verdict } = judge(calculate(text), told, this.shown.riddle !== null);
    if (calculate(text) !== undefined) this.change({ step: this.shown.step + 1 });
    if (counts) this.tally = { asked: this.tally.asked + 1, right: this.tally.right + (verdict.kind === "right") };
    this.verdict = verdict;
  }

  breakIt() {
    const others = this.r.visible.filter(({ code }) => code !== this.shown.riddle);
    if (!others.length) return;
    const { code } = others[Math.floor(Math.random() * others.length)];
    this.go(steps(this.shown).length);
    this.change({ riddle: code });
  }

  guess(name) {
    const { r } = this;
    const planted = mistakeOf(this.shown.riddle);
    const guessed = r.visible.find((one) => one.name === name);
    const pass = backward(r.params, r.targets, r.cache, planted);
    const difference = guessed && firstDifference(r.params, r.targets, r.cache, guessed, pass);
    const words = guessed ? difference && whyNot(name, difference) : `Not “${name}”: with these numbers it would change nothing.`;
    this.guesses = [...this.guesses, { name, words }];
    this.solved = name === planted.name || !words; // another mistake with the very same numbers is as good an answer
  }

  async copy() {
    const page = this.hash ? location.href.split("#")[0] : new URL(this.page, location.href).href;
    const address = `${page}#${write(this.shown)}`;
    try {
      await navigator.clipboard.writeText(address);
      this.copied = "The link is copied.";
    } catch {
      this.copied = address; // a page opened from disk may not write to the clipboard
    }
  }

  /** Scroll the drawing, and only it, so that the present frame and the one before it can be seen. */
  bringIntoView() {
    const drawing = this.renderRoot.querySelector(".drawing");
    const { step } = this.shown;
    const list = steps(this.shown);
    const t = step === 0 ? 0 : (list[step - 1].t ?? (list[step - 1].kind === "cost" ? this.shown.T - 1 : 0));
    const margin = (drawing.scrollWidth - width(this.shown.T) * this.scale) / 2;
    const [from, to] = place(t).map((x) => Math.max(0, x * this.scale + margin));
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || this.playing;
    const { scrollLeft, clientWidth } = drawing;
    if (from < scrollLeft || to > scrollLeft + clientWidth) {
      const left = to - from > clientWidth ? to - clientWidth : (from + to - clientWidth) / 2;
      drawing.scrollTo({ left, behavior: calm ? "instant" : "smooth" });
    }
  }

  get scale() {
    if (this.room < 600) return 1;
    const [across, down] = [this.room / width(this.shown.T), ((this.shown.view === "all" ? 0.6 : 0.56) * innerHeight) / height]; // the buttons below it stay in sight
    return across >= 1 ? Math.max(1, Math.min(across, down)) : 1.15;
  }

  render() {
    const { shown, r } = this;
    const list = steps(shown);
    const { step } = shown;
    const places = Object.fromEntries(list.map((one, i) => [nameOf(one), i]));
    const seen = (name) => places[name] < step;
    const told = step > 0 ? explain(list[step - 1], r, shown) : null;
    const next = step < list.length ? explain(list[step], r, shown) : null;
    const broken = shown.riddle !== null;
    const gradientShown = (name) => seen(name === "h_0" ? "carry:0" : `sum:${name}`);
    const wrong = r.rows.filter(({ right }) => !right).map(({ name }) => name);
    const all = shown.view === "all";
    const set = (name, index, value) => this.set(name, index, value);
    const change_ = (parts) => this.change(parts);
    return html`
      <div class="whole ${shown.view}" @refused=${(event) => (this.problems = [event.detail])}>
        <div role="status">${this.problems.map((words) => html`<p class="problem">${words}</p>`)}</div>
        <div class="top">
          <div>
            <div class="drawing ${broken ? "broken" : ""}" tabindex="0" role="group" aria-label="Drawing of the unrolled network">
              ${unrolled(
                { state: shown, r, seen, now: step ? nameOf(list[step - 1]) : "", next: next ? nameOf(list[step]) : "",
                  chosen: this.chosen && this.chosen.s <= this.chosen.t ? this.chosen : null, scale: this.scale },
                { set })}
            </div>
            ${key}
            ${controls({ step, count: list.length, playing: this.playing, view: shown.view },
              { go: (k) => this.go(k), play: () => this.play(), change: change_ })}
            <div class="told">
              ${caption(told, broken)}
              ${all ? prediction({ next, verdict: this.verdict, tally: this.tally }, { guess: (words) => this.predict(words) }) : question(next)}
            </div>
            <p class="heard" aria-live="polite">${this.playing ? "" : spoken(told)}</p>
          </div>
          ${all ? panel("Network and song", network({ state: shown, r }, { change: change_, set, again: () => this.open("") })) : nothing}
        </div>
        ${all ? html`<div class="panels">
          <div>
            ${panel("What each error contributes to each dZ", triangle(
              { r, unit: shown.unit, shown: (s) => seen(`dZ:${s}`), chosen: this.chosen, broken },
              { choose: (cell) => (this.chosen = cell) }))}
            ${panel("Truncation and clipping", shorten({ state: shown, r }, { change: change_ }))}
          </div>
          <div>
            ${panel("The six gradients", gradients({ r, shown: gradientShown, clip: shown.clip }))}
            ${panel("Break it", riddle(
              { mistake: mistakeOf(shown.riddle), guesses: this.guesses, solved: this.solved, wrong },
              { breakIt: () => this.breakIt(), guess: (name) => this.guess(name), tell: () => (this.solved = true), mend: () => this.change({ riddle: null }) }))}
            ${panel("How far an error reaches", reachCurve({ r, t: this.chosen?.t ?? shown.T - 1, truncate: broken ? "off" : shown.truncate, k: shown.k }))}
            ${this.hash || this.page
              ? panel("Send it", html`<p>A link to what is shown now: numbers, step, and a planted mistake without its name.</p>
                  <button @click=${() => this.copy()}>Copy the link</button> <p class="formula" role="status">${this.copied ?? ""}</p>`)
              : nothing}
          </div>
        </div>` : nothing}
      </div>`;
  }
}

const panel = (title, content) => html`<section aria-label=${title}><p class="title">${title}</p>${content}</section>`;

const key = html`<ul class="key">${[
  ["forward", "forward"],
  ["own", "from this frame's output"],
  ["carry", "from later frames: the carry"],
].map(([term, words]) => html`<li class=${term}><svg viewBox="0 0 34 8" aria-hidden="true"><line x1="0" x2="34" y1="4" y2="4"></line></svg>${words}</li>`)}
  </ul>`;

// A page may hold the bundle several times: every notebook output brings its own.
if (!customElements.get("bptt-explorer")) customElements.define("bptt-explorer", BpttExplorer);
