/*
 * Read the built site as a visitor does, in Chromium: `node check.js [--all] [FOLDER]`, by default dist/html.
 *
 * Every kind of page, light and dark, on a desktop and on a phone: no error, no request to anywhere else, nothing wider than the
 * page, no serious finding of axe. Every link leads somewhere. The search finds notebooks and no answers. No page shows raw
 * TeX, or where it was built. The browser is the one in the variable CHROMIUM, or the first that is found on the PATH. Exit
 * status 1 when a check fails.
 */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { axe, run, tooWide, visit } from "./visit.js";

const here = dirname(fileURLToPath(import.meta.url));
const options = process.argv.slice(2);
const every = options.includes("--all"); // every page, not only every kind of page: a quarter of an hour
const folder = normalize(options.find((one) => one !== "--all") ?? join(here, "dist/html"));

const KINDS = [
  "index.html",
  "explorer.html",
  "use.html",
  "answers.html",
  "search.html?q=carry",
  "genindex.html",
  "CONTRIBUTING.html",
  "write.html",
  "exercises/04_write_backward.html",
  "exercises/05_three_planted_mistakes.html",
  "docs/derivation.html",
  "docs/notation.html",
  "docs/paper.html",
  "docs/explorer/README.html",
  "notebooks/04_backpropagate_through_time.html",
  "notebooks/12_describe_half_a_second_of_sound.html",
  "notebooks/solutions/05_check_every_gradient.html",
  "api/elman.html",
  "api/elman.network.html",
  "api/elman.network.rnn.html",
  "_modules/elman/network/rnn.html",
];

const { site, browser, faults, open, close } = await visit(folder);

/** All HTML files below a folder. */
function* pages(below = folder) {
  for (const entry of readdirSync(below, { withFileTypes: true })) {
    if (entry.name === "lite") continue; // JupyterLite's pages are not ours
    if (entry.isDirectory()) yield* pages(join(below, entry.name));
    else if (entry.name.endsWith(".html")) yield join(below, entry.name);
  }
}

/** The text of a page without code and scripts, and without the TeX that KaTeX leaves beside an equation for screen readers. */
function textOf(file) {
  const html = readFileSync(file, "utf8").replace(/<(annotation|script|style|pre|code)\b.*?<\/\1>/gs, "");
  const letters = { lt: "<", gt: ">", amp: "&", quot: '"', "#x27": "'", "#39": "'" };
  return html.replace(/<[^>]*>/g, "").replace(/&(lt|gt|amp|quot|#x27|#39);/g, (_, name) => letters[name]);
}

/** Where a pattern is found in the text of the pages, as lines. */
const foundIn = (pattern, read = textOf) =>
  [...pages()].flatMap((file) => {
    const text = read(file);
    const at = text.search(pattern);
    return at < 0
      ? []
      : [`${relative(folder, file)}: ${text.slice(Math.max(0, at - 60), at + 100).replace(/\s+/g, " ")}`];
  });

/** Fail with the lines of a list, where there are any. */
const none = (lines) => assert.ok(lines.length === 0, `${lines.length}:\n${lines.join("\n")}`);

const checks = {
  async "every kind of page, light and dark, wide and narrow"() {
    const found = [];
    for (const path of every ? [...pages()].map((file) => relative(folder, file)) : KINDS) {
      for (const width of [1280, 390]) {
        for (const colorScheme of ["light", "dark"]) {
          const tab = await open(path, { width, colorScheme });
          const where = `${path}, ${width} px, ${colorScheme}`;
          if (await tooWide(tab)) found.push(`${where}: wider than the page`);
          found.push(...(await axe(tab)).map((line) => `${where}: ${line}`));
          await tab.context().close();
        }
      }
    }
    none(found);
  },

  "every link inside the site leads somewhere"() {
    const broken = new Set();
    const ids = new Map();
    const idsOf = (file) => {
      if (!ids.has(file))
        ids.set(file, new Set([...readFileSync(file, "utf8").matchAll(/\sid="([^"]*)"/g)].map((m) => m[1])));
      return ids.get(file);
    };
    for (const file of pages()) {
      for (const [, link] of readFileSync(file, "utf8").matchAll(
        /<(?:a|link|script|img)\s[^>]*?(?:href|src)="([^"]*)"/g,
      )) {
        if (/^(https?|mailto|data):/.test(link)) continue;
        const [path, hash] = decodeURIComponent(link.replaceAll("&amp;", "&").replace(/\?[^#]*/, "")).split("#");
        const target = path ? join(dirname(file), path) : file;
        if (!existsSync(target)) broken.add(`${file}: ${link}`);
        else if (hash && target.endsWith(".html") && !target.endsWith("explorer.html") && !idsOf(target).has(hash)) {
          broken.add(`${file}: ${link}, no such place`);
        }
      }
    }
    none([...broken]);
  },

  async "the search finds notebooks, pages and functions, and no answers"() {
    for (const [words, wanted] of [
      ["carry", "notebooks/04_"],
      ["vanishing gradient", "docs/"],
      ["erb_bands", "api/elman.sound.gammatone"],
    ]) {
      const tab = await open(`search.html?q=${encodeURIComponent(words)}`);
      await tab.waitForFunction(() =>
        /[Ff]ound|matching/.test(document.querySelector("#search-results p.search-summary")?.textContent),
      );
      const links = await tab
        .locator("#search-results li > a")
        .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      assert.ok(
        links.some((link) => link.startsWith(wanted)),
        `${words}: ${links}`,
      );
      assert.ok(!links.some((link) => link.includes("solutions")), `${words}: ${links}`);
      await tab.context().close();
    }
  },

  async "the first screen is the explorer, and it steps"() {
    const tab = await open("index.html");
    const box = await tab.getByRole("button", { name: "Step", exact: true }).boundingBox();
    assert.ok(box.y + box.height < 800);
    await tab.getByRole("button", { name: "Step", exact: true }).click();
    assert.match(await tab.locator(".caption .result").innerText(), /0\.82/);
  },

  async "equations are typeset without scripts"() {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const tab = await context.newPage();
    await tab.goto(site + "docs/derivation.html");
    assert.ok((await tab.locator(".katex-display").count()) > 5);
    assert.equal(await tab.locator(".katex-error").count(), 0);
  },

  "no equation is left as TeX"() {
    none(foundIn(/\$\$|\\[a-zA-Z]+\{|\\(top|odot|cdot|tanh|sum|partial)\b/));
  },

  "no page shows how Python writes a function, or where the site was built"() {
    none(foundIn(/<(function|module|class|bound method|[\w.]+ object)\b|(Posix|Windows)Path\(/));
    const root = join(here, "../..");
    none(foundIn(root.replace(/[^\w\/]/g, "\\$&"), (file) => readFileSync(file, "utf8")));
  },

  "answers say that they are answers"() {
    const titles = [...pages(join(folder, "notebooks/solutions"))].map(
      (file) => readFileSync(file, "utf8").match(/<title>(.*?)</)[1],
    );
    assert.equal(titles.length, [...pages(join(folder, "notebooks"))].length - titles.length);
    assert.ok(titles.every((title) => title.startsWith("Answers to ")));
  },
};

const failed = await run(checks, faults);
await close();
process.exit(failed ? 1 : 0);
