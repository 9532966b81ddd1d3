/*
 * Drive the built page in Chromium, as a student would: `npm run build && npm test`, or `node test/browser.js FOLDER` where
 * it was built into another folder.
 *
 * The browser is the one in the variable CHROMIUM, or the first that is found on the PATH. Every check prints a line; the first
 * that fails ends the run with exit status 1.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { mistakeOf, MISTAKES } from "../src/mathematics/mistakes.js";
import { run } from "../src/mathematics/run.js";
import { explain } from "../src/state/explain.js";
import { format } from "../src/state/format.js";
import { read } from "../src/state/link.js";
import { networkOf, steps } from "../src/state/state.js";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
const PAGE = pathToFileURL(join(folder ?? join(here, "../dist"), "index.html")).href;
const BUNDLE = join(folder ?? join(here, "../../../elman/figures"), "bptt-explorer.js");
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const places = process.env.PATH.split(delimiter).flatMap((folder) =>
    ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)),
  );
  const found = places.find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium: install it, or give its path in the variable CHROMIUM");
  return found;
}

const browser = await chromium.launch({ executablePath: browserPath(), chromiumSandbox: false });
const faults = []; // errors on any page, and requests to anywhere but this disk

/** A new page at a state; `options` such as { width, colorScheme }. */
async function open(state = "", { width = 1280, height = 800, colorScheme = "light", page = PAGE } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const tab = await context.newPage();
  tab.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  tab.on("pageerror", (error) => faults.push(String(error.stack)));
  tab.on(
    "request",
    (request) => /^(file|data|about|blob):/.test(request.url()) || faults.push(`request to ${request.url()}`),
  );
  await tab.goto(state ? `${page}#${state}` : page);
  return tab;
}

const panel = (tab, name) => tab.locator(`section[aria-label="${name}"]`);
const hash = (tab) => tab.evaluate(() => decodeURIComponent(location.hash.slice(1)));
const result = (tab) => tab.locator(".caption .result").innerText();
const button = (tab, name) => tab.getByRole("button", { name, exact: true });

/** What the page should tell at a state, from the same sources that the Python tests compare with the package. */
function expected(text) {
  const { state } = read(text);
  const { riddle, truncate: truncation, k, clip: largest } = state;
  const r = run(networkOf(state), { mistake: mistakeOf(riddle), truncation, k, largest });
  return { state, r, told: steps(state).map((step) => explain(step, r, state)) };
}

const checks = {
  async "every step tells its number, forth by the keyboard and back by the button"() {
    const tab = await open();
    const { told, state } = expected("");
    for (const [i, { value }] of told.entries()) {
      await tab.keyboard.press("ArrowRight");
      assert.equal(await result(tab), format(value));
      if (!["cost", "sum"].includes(steps(state)[i].kind)) {
        const drawn = await tab.locator(".drawing text.now").allTextContents(); // in the drawing it stands out
        assert.ok(drawn.includes(format(value)), `${drawn} without ${format(value)}`);
      }
    }
    assert.equal(await hash(tab), `step=${told.length}`);
    for (const { value } of told.toReversed()) {
      assert.equal(await result(tab), format(value));
      await button(tab, "Back").click();
    }
    assert.equal(await hash(tab), "");
    await tab.keyboard.press("End");
    assert.equal(await hash(tab), `step=${told.length}`);
    await tab.keyboard.press("Home");
    assert.equal(await hash(tab), "");
  },

  async "what is not computed yet is not shown"() {
    const tab = await open("step=7");
    assert.equal(await tab.locator(".drawing text.dZ").count(), 0);
    assert.equal(await panel(tab, "The six gradients").getByText("not yet").count(), 6);
    await button(tab, "Step").click();
    await button(tab, "Step").click();
    assert.equal(await tab.locator(".drawing text.dZ").count(), 2); // the name and the number of dZ[2]
    await button(tab, "End").click();
    assert.equal(await panel(tab, "The six gradients").getByText("not yet").count(), 0);
    assert.equal(await panel(tab, "The six gradients").locator("span.right").count(), 6);
  },

  async "it plays, and stops"() {
    const tab = await open("T=60&step=300");
    await button(tab, "Play").click();
    await tab.waitForFunction(() => location.hash.includes("step=306"), null, { timeout: 10000 });
    await button(tab, "Play").waitFor();
    await tab.keyboard.press("p"); // from the end it begins again
    await button(tab, "Pause").click();
    assert.match(await hash(tab), /^T=60(&step=\d)?$/);
  },

  async "a prediction is judged, and slips are explained"() {
    const tab = await open("step=11");
    const verdict = panel(tab, "Predict the next number").locator(".verdict");
    await tab.locator("#guess").fill("(0.464 + 0.433) * (1 - 0.576^2)");
    await tab.keyboard.press("Enter");
    assert.match(await verdict.innerText(), /0\.599, as you said/);
    assert.equal(await hash(tab), "step=12");
    await tab.locator("#guess").fill("0,6 or so");
    await tab.keyboard.press("Enter");
    assert.match(await verdict.innerText(), /no number/);
    assert.equal(await hash(tab), "step=12");
    await tab.locator("#guess").fill("-0.48");
    await tab.keyboard.press("Enter");
    assert.match(await verdict.innerText(), /sign/);
    await tab.keyboard.press("Escape");
    await tab.locator("#guess").fill("0.554");
    await button(tab, "Check").click();
    assert.match(await verdict.innerText(), /W_hy/);
    assert.match(await panel(tab, "Predict the next number").innerText(), /1 of 3/);
  },

  async "a weight is changed by slider and field, an input in its box, and the link keeps it"() {
    const tab = await open("step=end");
    await tab.getByRole("slider", { name: "W_hh" }).fill("-0.5");
    assert.equal(await hash(tab), "step=21&W_hh=-0.5");
    await tab.getByRole("textbox", { name: "W_hy", exact: true }).fill("1/4");
    await tab.keyboard.press("Enter");
    await tab.getByRole("textbox", { name: "input X, frame 1" }).fill("−2");
    await tab.keyboard.press("Tab");
    await tab.getByRole("textbox", { name: "target, frame 0" }).fill("0.125");
    await tab.keyboard.press("Tab");
    const link = await hash(tab);
    assert.equal(link, "step=21&W_hh=-0.5&W_hy=0.25&X=1,-2,-0.5&targets=0.125,0.5,-0.5");
    const { r } = expected(link);
    const cells = await panel(tab, "The six gradients").locator("tbody td:nth-of-type(1)").allInnerTexts();
    assert.deepEqual(
      cells,
      r.rows.map(({ analytic }) => format(analytic)),
    );
    const again = await open(link);
    assert.equal(await again.locator("main").innerText(), await tab.locator("main").innerText());
    assert.equal(await hash(again), link);
    await tab.getByRole("textbox", { name: "W_hh", exact: true }).fill("much");
    await tab.keyboard.press("Enter");
    assert.match(await tab.locator(".problem").innerText(), /W_hh.*much.*-0\.5/);
    assert.equal(await hash(tab), link);
    await tab.evaluate(() => (location.hash = "T=5"));
    await tab.getByText("frame 4", { exact: true }).waitFor();
  },

  async "a link that cannot be read is told, and the rest is shown"() {
    const tab = await open("T=100&step=3&W_hh=1,2&colour=red");
    const words = await tab.locator(".problem").allInnerTexts();
    assert.equal(words.length, 3);
    for (const name of ["T", "W_hh", "colour"]) assert.ok(words.some((one) => one.includes(name)));
    assert.equal(await result(tab), format(expected("step=3").told[2].value));
  },

  async "how far an error reaches: its curve does not cross the word at the point of a half"() {
    for (const state of ["", "T=6", "T=20&W_hh=0.3", "T=60&n=10&rho=0.95"]) {
      const tab = await open(state);
      const crossed = await panel(tab, "How far an error reaches").evaluate((root) => {
        const [word, curve] = [root.querySelector(".halo").getBBox(), root.querySelector(".one")];
        const points = Array.from({ length: 1001 }, (_, i) =>
          curve.getPointAtLength((i / 1000) * curve.getTotalLength()),
        );
        return points.some(
          ({ x, y }) => x > word.x && x < word.x + word.width && y > word.y && y < word.y + word.height,
        );
      });
      assert.ok(!crossed, `#${state}`);
    }
  },

  async "a link of README.md where the gradient explodes: a right pass is called right"() {
    const tab = await open("T=20&W_hh=1.5&W_xh=0&h_0=0&clip=1&step=end");
    assert.equal(await panel(tab, "The six gradients").locator("span.right").count(), 6);
  },

  async "break it: wrong gradients are marked, a wrong guess is refuted by a number, the right one is found"() {
    const tab = await open();
    await button(tab, "Break it").click();
    const code = (await hash(tab)).match(/riddle=(\w+)/)[1];
    const { name } = mistakeOf(code);
    assert.ok(!(await hash(tab)).includes(name));
    const box = panel(tab, "Break it");
    const { r } = expected(await hash(tab));
    assert.equal(
      await panel(tab, "The six gradients").locator("span.wrong").count(),
      r.rows.filter(({ right }) => !right).length,
    );
    const other = MISTAKES.find((one) => one.name !== name && r.visible.includes(one)).name;
    await box.getByRole("button", { name: other, exact: true }).click();
    assert.match(await box.locator(".verdict").innerText(), /^✗? ?Not .*would be .* here it is/s);
    await box.getByRole("button", { name, exact: true }).click();
    assert.ok((await box.locator(".verdict").innerText()).includes(name));
    await button(tab, "Mend it").click();
    assert.equal(await hash(tab), "step=21");
    assert.equal(await panel(tab, "The six gradients").locator("span.right").count(), 6);
  },

  async "every planted mistake can be sent, read step by step, and guessed"() {
    for (const { code, name } of MISTAKES) {
      const text = `T=4&n=2&m=2&output=tanh&step=20&riddle=${code}`;
      const tab = await open(text);
      const { told, r } = expected(text);
      assert.equal(await result(tab), format(told[19].value));
      assert.ok(
        r.visible.some((one) => one.name === name),
        `${name} leaves no trace here`,
      );
      await button(tab, name).click();
      assert.ok((await panel(tab, "Break it").locator(".verdict").innerText()).includes(name));
      await tab.context().close();
    }
  },

  async "truncation and clipping"() {
    const tab = await open("T=6&step=end");
    await tab.getByLabel("the song is cut into blocks of k frames").check();
    assert.equal(await hash(tab), "T=6&step=36&truncate=blocks");
    assert.equal(await tab.locator(".drawing").getByText("cut off").count(), 2);
    await tab.getByLabel("each error goes through k frames").check();
    await tab.getByRole("slider", { name: "k frames" }).fill("3");
    const { r } = expected("T=6&truncate=window&k=3");
    assert.equal(
      await panel(tab, "The six gradients").locator("span.wrong").count(),
      r.rows.filter(({ right }) => !right).length,
    );
    await tab.getByLabel("multiply all gradients").check();
    await tab.getByRole("textbox", { name: "largest norm" }).fill("0.5");
    await tab.keyboard.press("Enter");
    const link = await hash(tab);
    assert.equal(link, "T=6&step=36&truncate=window&k=3&clip=0.5");
    const clipped = expected(link).r.clipped;
    const cells = await panel(tab, "The six gradients").locator("tbody tr:first-of-type td").allInnerTexts();
    assert.equal(cells.at(-1), format(clipped.grads.W_xh[0][0]));
  },

  async "the triangle is read with the keyboard"() {
    const tab = await open("T=5&step=end");
    await tab.locator(".triangle").focus();
    await tab.keyboard.press("ArrowLeft");
    for (let i = 0; i < 3; i++) await tab.keyboard.press("ArrowLeft");
    const { r } = expected("T=5");
    const words = await tab.locator("#cell").innerText();
    assert.ok(words.startsWith(`The error of frame 4 contributes ${format(r.triangle[4][1][0])} to dZ[1]`), words);
    assert.equal(await tab.locator(".drawing rect.path").count(), 5); // one output, four states
    assert.equal(await hash(tab), "T=5&step=31"); // the arrows did not step
  },

  async "a long song and ten units: 60 x 60 contributions, redrawn fast enough to slide"() {
    const tab = await open("T=60&n=10&m=2&output=softmax&step=end");
    assert.equal(await tab.locator(".triangle rect.cell").count(), (60 * 61) / 2);
    const milliseconds = await tab.evaluate(async () => {
      const explorer = document.querySelector("bptt-explorer");
      const times = [];
      for (let i = 0; i < 5; i++) {
        const before = performance.now();
        explorer.change({ rho: 0.5 + i / 10 });
        await explorer.updateComplete;
        times.push(performance.now() - before);
      }
      return times.sort((a, b) => a - b)[2];
    });
    console.log(`    (one redraw: ${milliseconds.toFixed(0)} ms)`);
    assert.ok(milliseconds < 1000);
  },

  async "nothing is wider than a phone"() {
    for (const state of [
      "",
      "step=end",
      "T=60&n=10&m=2&output=softmax&step=end",
      "T=6&riddle=f8&step=end",
      "clip=1&truncate=blocks&step=end",
      "view=lecture&step=9",
    ]) {
      const tab = await open(state, { width: 390, height: 844 });
      assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= 390, state);
      await tab.context().close();
    }
  },

  async "on a phone the present arrow is in sight, wherever the song stands"() {
    for (const step of [1, 3, 13, 16, 17, 20, 22, 25]) {
      const tab = await open(`T=5&step=${step}`, { width: 390, height: 844 });
      for (const move of ["", "Step", "Back"]) {
        if (move) await button(tab, move).click();
        await tab.waitForTimeout(600); // the drawing glides
        const drawing = await tab.locator(".drawing").boundingBox();
        for (const number of await tab.locator(".drawing text.now").all()) {
          const { x, width } = await number.boundingBox();
          assert.ok(x >= drawing.x && x + width <= drawing.x + drawing.width, `step ${step} ${move}: ${x}`);
        }
      }
      await tab.context().close();
    }
  },

  async "the lecture view keeps drawing, buttons and caption on one screen"() {
    const tab = await open("step=12&view=lecture", { height: 720 });
    assert.equal(await tab.locator("section").count(), 0);
    const bottom = await tab
      .locator(".caption .formula")
      .last()
      .evaluate((one) => one.getBoundingClientRect().bottom);
    assert.ok(bottom <= 720, `the last formula ends at ${bottom}`);
    await button(tab, "All panels").click();
    assert.equal(await panel(tab, "Break it").count(), 1);
  },

  async "axe-core finds nothing serious"() {
    for (const colorScheme of ["light", "dark"])
      for (const width of [390, 1280]) {
        for (const state of [
          "step=12",
          "T=12&n=3&m=2&output=tanh&step=end&clip=0.1&riddle=f8",
          "T=6&truncate=blocks&step=end",
          "view=lecture&step=20",
        ]) {
          const tab = await open(state, { width, colorScheme });
          await tab.addScriptTag({ path: AXE });
          const { violations } = await tab.evaluate(() => globalThis.axe.run());
          const found = violations.map(
            ({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
          );
          assert.deepEqual(found, [], `${state} ${colorScheme} ${width}`);
          await tab.context().close();
        }
      }
  },

  async "two explorers in a lecture page, its encoding not declared, the bundle brought twice"() {
    const tab = await open("", { page: "about:blank" });
    await tab.setContent(`<body data-theme="dark"><h1>Lecture</h1><div style="width: 700px">
      <bptt-explorer state="T=4&amp;step=3">one</bptt-explorer></div><bptt-explorer state="T=2&amp;step=1" page="explorer.html">two</bptt-explorer></body>`);
    // The page has shortcuts of its own, as JupyterLab has: it takes every key that reaches it.
    await tab.evaluate(() =>
      document.addEventListener("keydown", (event) => event.preventDefault(), { capture: true }),
    );
    for (let i = 0; i < 2; i++) await tab.addScriptTag({ content: readFileSync(BUNDLE, "utf8") });
    const [one, two] = [tab.locator("bptt-explorer").nth(0), tab.locator("bptt-explorer").nth(1)];
    assert.equal(await one.locator(".caption .result").innerText(), format(expected("T=4").told[2].value));
    await two.getByRole("button", { name: "Step", exact: true }).click();
    await tab.keyboard.press("ArrowRight");
    assert.equal(await two.locator(".caption .result").innerText(), format(expected("T=2").told[2].value));
    assert.equal(await one.locator(".caption .result").innerText(), format(expected("T=4").told[2].value));
    await two.locator("#guess").pressSequentially("0.82");
    await tab.keyboard.press("Enter");
    assert.match(await two.locator(".verdict").first().innerText(), /Y\[1\]/);
    assert.equal(await tab.evaluate(() => location.hash), ""); // an explorer inside a page leaves its address alone
    assert.equal(await one.getAttribute("theme"), "dark");
    await tab.evaluate(() => (document.body.dataset.theme = "light"));
    await tab.locator('bptt-explorer[theme="light"]').first().waitFor();
    assert.equal(await one.getByRole("button", { name: "Copy the link" }).count(), 0);
    assert.equal(await two.getByRole("button", { name: "Copy the link" }).count(), 1);
  },
};

let status = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    assert.deepEqual(faults, []);
    console.log(`ok  ${name}`);
  } catch (error) {
    console.log(`FAILED  ${name}\n${error.stack}`);
    status = 1;
    break;
  }
  await Promise.all(browser.contexts().map((context) => context.close()));
}
await browser.close();
process.exit(status);
