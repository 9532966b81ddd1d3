/*
 * Drive the exercises of the built site in Chromium, as students do: `node judge/check.js [FOLDER]`, by default dist/html.
 *
 * What the page fetches from Pyodide's public place comes from node_modules here: Pyodide's npm package, and a NumPy wheel
 * that another package brings along. Where they are missing it is told, and nothing is driven but what needs no Python.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { axe, run, tooWide, typeOf, visit } from "../visit.js";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "../node_modules");
const folder = normalize(process.argv[2] ?? join(here, "../dist/html"));
const version = JSON.parse(readFileSync(join(here, "../package.json"), "utf8")).devDependencies.pyodide;
const PUBLIC = `https://cdn.jsdelivr.net/pyodide/v${version}/full/`;
const root = join(here, "../../..");

/** The NumPy wheel for this Pyodide's Python, if a package here has one. */
function numpy() {
  const assets = join(modules, "@bentopdf/pymupdf-wasm/assets");
  const name = existsSync(assets) && readdirSync(assets).find((one) => /^numpy-.*cp313.*2025_0_wasm32\.whl$/.test(one));
  return name ? join(assets, name) : undefined;
}

const wheel = numpy();
const missing = [!existsSync(join(modules, "pyodide")) && "pyodide", !wheel && "a NumPy wheel"].filter(Boolean);

/** Pyodide's lock file, with this wheel in it. */
function lock() {
  const made = JSON.parse(readFileSync(join(modules, "pyodide/pyodide-lock.json"), "utf8"));
  const sha256 = createHash("sha256").update(readFileSync(wheel)).digest("hex");
  Object.assign(made.packages.numpy, { file_name: basename(wheel), sha256 });
  return JSON.stringify(made);
}

/** Answer what a page asks of Pyodide's public place. */
async function answer(route) {
  const name = basename(new URL(route.request().url()).pathname);
  const path = name === basename(wheel) ? wheel : join(modules, "pyodide", name);
  if (!existsSync(path)) return route.fulfill({ status: 404 });
  const body = name === "pyodide-lock.json" ? lock() : readFileSync(path);
  const headers = { "Access-Control-Allow-Origin": "*" };
  return route.fulfill({ body, headers, contentType: typeOf(path) });
}

const { faults, open, close } = await visit(folder, [PUBLIC]);

/** An exercise's page: `reach` answers what it asks of Pyodide's public place. */
async function exercise(name, { reach = answer, seconds, ...how } = {}) {
  const tab = await open("use.html", how);
  await tab.context().route(`${PUBLIC}**`, reach);
  await tab.goto(tab.url().replace("use.html", `exercises/${name}.html`));
  if (seconds)
    await tab.locator("elman-judge").evaluate((judge, given) => judge.setAttribute("seconds", given), seconds);
  return tab;
}

const statusOf = (tab) => tab.locator("elman-judge .status");

/** Put a text into the editor, by its own way. */
async function write(tab, text) {
  await tab.locator(".cm-content").evaluate((content, given) => {
    content.closest("elman-judge").editor.text = given;
  }, text);
}

/** Check, and wait for the verdict: the line above it, and all words. */
async function check(tab, text) {
  if (text !== undefined) await write(tab, text);
  await tab.getByRole("button", { name: "Check" }).click();
  await tab.waitForFunction(
    () => /^status (right|wrong)$/.test(document.querySelector("elman-judge .status").className),
    null,
    { timeout: 240000 },
  );
  return { status: await statusOf(tab).innerText(), words: await tab.locator("elman-judge .words").innerText() };
}

/** The template of an exercise, and the same after edits. */
const template = (tab) => tab.locator("elman-judge").evaluate((judge) => judge.exercise.template);
const edited = (text, edits) => edits.reduce((made, [old, mended]) => made.replace(old, mended), text);

const RIGHT = {
  "05_three_planted_mistakes": [
    ["H[t] ** 2", "H[t + 1] ** 2"],
    ['params["W_hh"]\n', 'params["W_hh"].T\n'],
    ['"W_hy": H[:-1].T', '"W_hy": H[1:].T'],
  ],
  "04_write_backward": [
    [
      /pass .*\n.*\n/,
      `dH = dA[t] @ params["W_hy"].T
        dZ[t] = (dH + carry) * (1 - H[t + 1] ** 2)
        carry = dZ[t] @ params["W_hh"].T
    grads |= {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": carry}\n`,
    ],
  ],
};

/** Planted into the right `backward` of notebook 04. */
const PLANTED = [
  ['carry = dZ[t] @ params["W_hh"].T', 'carry = dZ[t] @ params["W_hh"]'],
  ["(1 - H[t + 1] ** 2)", "(1 - H[t] ** 2)"],
  ["(dH + carry)", "dH"],
  ["H[:-1].T @ dZ", "H[1:].T @ dZ"],
  ["dZ.sum(axis=0)", "dZ.mean(axis=0)"],
  ["dH = dA[t]", "dH = 2 * dA[t]"],
];

/** What `elman gradcheck` says of a text, on this machine: the heads of its findings. */
function gradcheck(text) {
  const code = `
import sys
sys.path.insert(0, ".")
import numpy as np
from elman.diagnosis import diagnose
from elman.network.activations import OUTPUTS
exec(sys.stdin.read())
print(diagnose(backward))`;
  const python = process.env.PYTHON ?? "python3";
  const said = execFileSync(python, ["-c", code], { input: text, cwd: root, encoding: "utf8" });
  return said.split("\n").filter((line) => /^\d+\. /.test(line));
}

const needsPython = {
  async "a stranger's path: first page, planted mistakes, mended, Right"() {
    const begun = performance.now();
    const tab = await open("index.html");
    await tab.context().route(`${PUBLIC}**`, answer);
    await tab.getByRole("link", { name: "Write backward yourself, here" }).click();
    await tab.getByRole("link", { name: "three planted mistakes", exact: true }).click();
    const first = await check(tab);
    assert.equal(first.status, "✗ Not right yet");
    assert.match(first.words, /one frame: wrong in/);
    const told = performance.now();
    const mended = edited(await template(tab), RIGHT["05_three_planted_mistakes"]);
    const right = await check(tab, mended);
    assert.equal(right.status, "✓ Right");
    assert.match(right.words, /All six gradients agree/);
    const [a, b] = [told - begun, performance.now() - told].map((ms) => (ms / 1000).toFixed(1));
    console.log(`    first verdict after ${a} s, of which Python's start; the second check ${b} s`);
    await tab.context().close();
  },

  async "write backward: right is Right; planted mistakes have the names that elman gradcheck gives"() {
    const tab = await exercise("04_write_backward");
    const right = edited(await template(tab), RIGHT["04_write_backward"]);
    const { status, words } = await check(tab, right);
    assert.equal(status, "✓ Right");
    assert.match(words, /25 of 25 steps passed/);
    for (const edit of PLANTED) {
      const wrong = edited(right, [edit]);
      assert.notEqual(wrong, right);
      const named = gradcheck(wrong);
      assert.ok(named.length > 0);
      const verdict = await check(tab, wrong);
      assert.equal(verdict.status, "✗ Not right yet");
      for (const name of named) assert.ok(verdict.words.includes(name), `${name}\n${verdict.words}`);
    }
    await tab.context().close();
  },

  async "an endless loop is stopped, the page lives, and Python starts anew"() {
    const tab = await exercise("04_clip", { seconds: 4 });
    const { status } = await check(tab, "while True:\n    pass\n");
    assert.match(status, /Stopped after 4 seconds/);
    const inside = await check(tab, "def clip(grads, largest_norm):\n    while True:\n        pass\n");
    assert.match(inside.status, /Stopped after 4 seconds/);
    const next = await check(tab, "def clip(grads, largest_norm):\n    return grads\n");
    assert.equal(next.status, "✗ Not right yet");
    await tab.context().close();
  },

  async "Stop ends a check at once"() {
    const tab = await exercise("07_how_fast_does_it_get");
    await check(tab);
    await write(tab, "while True:\n    pass\n");
    await tab.getByRole("button", { name: "Check" }).click();
    await tab.getByText("The judge is at work").waitFor();
    await tab.getByRole("button", { name: "Stop" }).click();
    await tab.getByText("Stopped. Your text is kept.").waitFor();
    await tab.context().close();
  },

  async "what is no Python, what raises and what is printed is told, with its line"() {
    const tab = await exercise("04_clip");
    assert.match(
      (await check(tab, "def clip(grads, n):\n    return (\n")).status,
      /^Line 2: SyntaxError: .*never closed/,
    );
    assert.match((await check(tab, "a = 1\nb = a / 0\n")).status, /^Line 2: ZeroDivisionError/);
    assert.match((await check(tab, "a = 1\n")).words, /NameError: name 'clip' is not defined/);
    const raised = await check(tab, 'def clip(grads, n):\n    return grads["no"]\n');
    assert.match(raised.words, /KeyError.*line 2: return grads\["no"\]/s);
    const printed = await check(tab, 'print("<b>seen</b>")\ndef clip(grads, n):\n    return None\n');
    assert.match(printed.words, /Printed\n+<b>seen<\/b>/);
    await tab.context().close();
  },

  async "a recursion without end does no harm"() {
    const tab = await exercise("04_clip");
    const endless = "def clip(grads, n):\n    return clip(grads, n)\n";
    const { status, words } = await check(tab, endless);
    assert.match(status + words, /RecursionError|broke down/);
    assert.equal((await check(tab, "def clip(grads, n):\n    return grads\n")).status, "✗ Not right yet");
    await tab.context().close();
  },

  async "verdicts can be read by everybody, light and dark, wide and narrow"() {
    for (const width of [1280, 390]) {
      for (const colorScheme of ["light", "dark"]) {
        const tab = await exercise("04_write_backward", { width, colorScheme });
        await check(tab);
        if (process.env.SHOTS)
          await tab.screenshot({ path: `${process.env.SHOTS}/${width}-${colorScheme}.png`, fullPage: true });
        assert.ok(!(await tooWide(tab)), `${width} px: wider than the page`);
        assert.deepEqual(await axe(tab), []);
        await tab.context().close();
      }
    }
  },
};

const checks = {
  async "what is written is kept, and can be begun again"() {
    const tab = await exercise("04_clip", { reach: (route) => route.abort() });
    const before = await template(tab);
    await tab.locator(".cm-content").click();
    await tab.keyboard.press("Control+Home");
    await tab.keyboard.type("# mine\n");
    await tab.reload();
    assert.ok((await tab.locator(".cm-content").innerText()).startsWith("# mine"));
    await tab.getByRole("button", { name: "Start again" }).click();
    assert.equal(await tab.locator("elman-judge").evaluate((judge) => judge.editor.text), before);
    await tab.locator(".cm-content").click();
    await tab.keyboard.press("Control+z");
    assert.ok((await tab.locator(".cm-content").innerText()).startsWith("# mine"));
    await tab.getByRole("button", { name: "Start again" }).click();
    await tab.reload();
    assert.equal(await tab.locator("elman-judge").evaluate((judge) => judge.editor.text), before);
    await tab.context().close();
    faults.length = 0; // the requests that were refused
  },

  async "the keyboard goes into the editor, checks, and comes out again"() {
    const tab = await exercise("04_clip", { reach: (route) => route.abort() });
    await tab.locator(".cm-content").focus();
    await tab.keyboard.press("Control+Enter");
    await tab.getByText("Are you offline?").waitFor();
    await tab.locator(".cm-content").focus();
    await tab.keyboard.press("Escape");
    await tab.keyboard.press("Tab");
    assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Check");
    await tab.context().close();
    faults.length = 0;
  },

  async "without a connection the page says so, keeps the text, and tries again"() {
    const tab = await exercise("04_clip", { reach: (route) => route.abort() });
    const { status } = await check(tab, "def clip(grads, n):\n    return None\n");
    assert.match(status, /could not be fetched from cdn.*offline/);
    assert.match(await tab.locator(".cm-content").innerText(), /return None/);
    if (!missing.length) {
      await tab.context().unroute(`${PUBLIC}**`);
      await tab.context().route(`${PUBLIC}**`, answer);
      assert.equal((await check(tab)).status, "✗ Not right yet");
    }
    await tab.context().close();
    faults.length = 0;
  },

  async "nothing is fetched from elsewhere before somebody writes; no page holds an answer"() {
    const asked = [];
    for (const file of readdirSync(join(folder, "exercises"))) {
      const tab = await exercise(file.replace(".html", ""), { reach: (route) => (asked.push(route), route.abort()) });
      await tab.waitForTimeout(200);
      await tab.context().close();
      const text = readFileSync(join(folder, "exercises", file), "utf8");
      assert.ok(!text.includes("# --- "), file);
    }
    assert.deepEqual(asked, []);
  },
};

if (missing.length) {
  console.log(`skipped  ${Object.keys(needsPython).length} checks: no ${missing.join(", no ")} in node_modules`);
} else {
  Object.assign(checks, needsPython);
}
const failed = await run(checks, faults);
await close();
process.exit(failed ? 1 : 0);
