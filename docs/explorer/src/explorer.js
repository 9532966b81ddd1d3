/*
 * <bptt-explorer>: backpropagation through time, number by number.
 *
 *   state="T=12&step=end"   what is shown at first (state/link.js)
 *   hash                    keep what is shown in the address of the page, so that a link can be sent; keys work anywhere
 *   page="explorer.html"    where such a link leads, for an explorer in another page
 */

import { LitElement } from "lit";

import { backward, firstDifference, mistakeOf } from "./mathematics/mistakes.js";
import { run } from "./mathematics/run.js";
import { calculate } from "./state/calculator.js";
import { explain } from "./state/explain.js";
import { judge } from "./state/judge.js";
import { read, write } from "./state/link.js";
import { change, edit, networkOf, START, steps } from "./state/state.js";
import { nameOf } from "./state/steps.js";
import { controlsStyle } from "./parts/controls.js";
import { gradientsStyle } from "./parts/gradients.js";
import { networkStyle } from "./parts/network.js";
import { page, pageStyle } from "./parts/page.js";
import { reachStyle } from "./parts/reach.js";
import { riddleStyle, whyNot } from "./parts/riddle.js";
import { style, themeOf } from "./parts/style.js";
import { moved, triangleStyle } from "./parts/triangle.js";
import { bringIntoView, fitting, unrolledStyle } from "./parts/unrolled.js";

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

  static styles = [
    style,
    pageStyle,
    unrolledStyle,
    controlsStyle,
    triangleStyle,
    reachStyle,
    gradientsStyle,
    networkStyle,
    riddleStyle,
  ];

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
      const turn = () => location.hash.slice(1) !== write(this.shown) && this.open(location.hash.slice(1));
      window.addEventListener("hashchange", turn, { signal });
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
    const before = changed.get("shown");
    if (changed.has("shown") && this.hash && this.hasUpdated) history.replaceState(null, "", `#${write(this.shown)}`);
    const stepped = changed.has("shown") && (before?.step !== this.shown.step || before?.T !== this.shown.T);
    if (stepped || changed.has("room")) this.follow();
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
    const words = guessed
      ? difference && whyNot(name, difference)
      : `Not “${name}”: with these numbers it would change nothing.`;
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

  /** Scroll the drawing so that the present frame and the one before it can be seen. */
  follow() {
    const { step, T } = this.shown;
    const last = steps(this.shown)[step - 1] ?? { t: 0 };
    const t = last.t ?? (last.kind === "cost" ? T - 1 : 0);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || this.playing;
    bringIntoView(this.renderRoot.querySelector(".drawing"), t, T, this.scale, calm);
  }

  get scale() {
    return fitting(this.room, this.shown.T, this.shown.view === "all" ? 0.6 : 0.56);
  }

  /** All that the page shows. */
  view() {
    const { shown: state, r, chosen, playing, verdict, tally, guesses, solved, problems, copied, scale } = this;
    const list = steps(state);
    const { step } = state;
    const places = Object.fromEntries(list.map((one, i) => [nameOf(one), i]));
    const [last, next] = [list[step - 1], list[step]];
    return {
      ...{ state, r, chosen, playing, verdict, tally, guesses, solved, problems, copied, scale, step },
      count: list.length,
      seen: (name) => places[name] < step,
      now: last ? nameOf(last) : "",
      next: next ? nameOf(next) : "",
      told: last ? explain(last, r, state) : null,
      asked: next ? explain(next, r, state) : null,
      broken: state.riddle !== null,
      canSend: this.hash || Boolean(this.page),
    };
  }

  /** All that can be done on the page. */
  act = {
    go: (step) => this.go(step),
    play: () => this.play(),
    change: (parts) => this.change(parts),
    set: (name, index, value) => this.set(name, index, value),
    again: () => this.open(""),
    predict: (text) => this.predict(text),
    choose: (cell) => (this.chosen = cell),
    breakIt: () => this.breakIt(),
    guess: (name) => this.guess(name),
    tell: () => (this.solved = true),
    mend: () => this.change({ riddle: null }),
    copy: () => this.copy(),
    refuse: (words) => (this.problems = [words]),
  };

  render() {
    return page(this.view(), this.act);
  }
}

// A page may hold the bundle several times: every notebook output brings its own.
if (!customElements.get("bptt-explorer")) customElements.define("bptt-explorer", BpttExplorer);
