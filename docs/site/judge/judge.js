/*
 * <elman-judge>: an exercise of a notebook, written and judged in the page.
 *
 * Inside it stands a script with the exercise as JSON: name, imports, template, calls. `seconds` is how long a check may take.
 * What is written is kept in the browser, under the exercise's name.
 */

import { editor } from "./editor.js";
import { Broken, Python, Stopped } from "./python.js";

// Written by build.js: where Pyodide is.
const SCRIPT = document.currentScript.src;
const here = (name) => new URL(name, SCRIPT).href;
const FOLDER = here(PYODIDE);
const OWN = FOLDER.startsWith(here("."));
const python = new Python({ python: FOLDER, elman: here("elman.zip"), worker: here("worker.js") });

/** An element with attributes and children. */
function make(tag, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

/** What is kept in the browser; a browser that keeps nothing is as good. */
const kept = {
  read(name) {
    try {
      return localStorage.getItem(`elman:${name}`);
    } catch {
      return null;
    }
  },
  write(name, text) {
    try {
      if (text === null) localStorage.removeItem(`elman:${name}`);
      else localStorage.setItem(`elman:${name}`, text);
    } catch {
      // private windows may refuse
    }
  },
};

class ElmanJudge extends HTMLElement {
  connectedCallback() {
    if (this.editor) return;
    this.exercise = JSON.parse(this.querySelector("script").textContent);
    const { name, template } = this.exercise;
    const box = make("div", { className: "text" });
    this.button = make("button", { type: "button", className: "check", textContent: "Check", title: "Ctrl+Enter" });
    this.stop = make("button", { type: "button", textContent: "Stop", hidden: true });
    this.again = make("button", { type: "button", textContent: "Start again" });
    this.status = make("p", { className: "status", role: "status" });
    this.words = make("div", { className: "words" });
    const note = make("p", { className: "note" }, NOTE);
    this.append(
      box,
      make("p", { className: "buttons" }, this.button, this.stop, this.again),
      this.status,
      this.words,
      note,
    );
    this.button.onclick = () => this.check();
    this.stop.onclick = () => python.end();
    this.again.onclick = () => {
      this.editor.text = template;
      this.say("As it was at the beginning; Ctrl+Z in the editor brings your text back.");
    };
    this.editor = editor(box, {
      text: kept.read(name) ?? template,
      label: "Your text, in Python",
      changed: (text) => {
        kept.write(name, text === template ? null : text);
        this.begin();
      },
      check: () => this.check(),
    });
  }

  /** Start Python while the student writes; a failure is told at the first check. */
  begin() {
    if (!python.started) python.start().catch(() => {});
  }

  async check() {
    if (this.busy) return;
    this.busy = true;
    this.button.disabled = true;
    this.stop.hidden = false;
    this.words.replaceChildren();
    const seconds = Number(this.getAttribute("seconds") ?? 60);
    try {
      this.say("Python is being started. The first time this takes a while ...", "wait");
      await python.start();
      this.say("The judge is at work ...", "wait");
      this.show(await python.check(this.exercise, this.editor.text, seconds));
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
      this.button.disabled = false;
      this.stop.hidden = true;
    }
  }

  /** One line above the judge's words. */
  say(text, kind = "") {
    this.status.className = `status ${kind}`;
    this.status.textContent = text;
  }

  show({ right, verdicts, printed, fault }) {
    if (fault) {
      const where = fault.line ? `Line ${fault.line}: ` : "";
      this.say(`${where}${fault.words}`, "wrong");
      if (fault.line) this.editor.go(fault.line);
    } else {
      this.say(right ? "✓ Right" : "✗ Not right yet", right ? "right" : "wrong");
    }
    for (const verdict of verdicts) {
      const part = make("section", { className: verdict.right ? "right" : "wrong" });
      part.append(make("h3", {}, make("code", { textContent: verdict.call })));
      if (verdict.html)
        part.insertAdjacentHTML("beforeend", verdict.html); // made and escaped by the package
      else part.append(make("p", { textContent: verdict.text }));
      this.words.append(part);
    }
    if (printed) {
      const shown = make("pre", { textContent: printed, tabIndex: 0 });
      shown.setAttribute("aria-label", "what your text printed");
      this.words.append(make("section", {}, make("h3", { textContent: "Printed" }), shown));
    }
  }

  failed(error) {
    if (error instanceof Stopped) {
      this.say(
        error.seconds
          ? `Stopped after ${error.seconds} seconds: perhaps a loop has no end. Your text is kept; change it and check again.`
          : "Stopped. Your text is kept.",
        "wrong",
      );
    } else if (error instanceof Broken) {
      this.say(
        `Python broke down: ${error.message} Perhaps a function calls itself without end. Check again to start anew.`,
        "wrong",
      );
    } else {
      this.say(UNREACHED, "wrong");
      this.words.append(make("p", {}, `The browser says: ${error.message}`));
    }
  }
}

const NOTE =
  "Ctrl+Enter checks. Tab indents; Escape, then Tab leaves the editor. Your text stays in this browser and is sent nowhere." +
  (OWN
    ? ""
    : ` To run it, Python is fetched from ${new URL(FOLDER).host} when you begin to write (about 25 MB, once).`);

const UNREACHED = location.protocol.startsWith("http")
  ? `Python could not be fetched from ${new URL(FOLDER).host}. Are you offline? Your text is kept; check again when there is a connection. ` +
    "Without one, install elman: `elman gradcheck FILE:FUNCTION` and the notebooks have the same judges."
  : "A page opened from disk may start no Python. Serve its folder: `python -m http.server`, and open the address that it prints.";

customElements.define("elman-judge", ElmanJudge);
