/* What the checks of the built site share: a server of its folder on this machine, and Chromium, watched. */

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { delimiter, extname, join } from "node:path";

import { chromium } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SERIOUS = ["serious", "critical"];

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The content type of a file. */
export const typeOf = (path) => TYPES[extname(path)] ?? "application/octet-stream";

/** Chromium: the one in the variable CHROMIUM, or the first that is found on the PATH. */
function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const places = process.env.PATH.split(delimiter).flatMap((place) =>
    ["chromium", "chromium-browser", "google-chrome"].map((name) => join(place, name)),
  );
  const found = places.find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium: install it, or give its path in the variable CHROMIUM");
  return found;
}

/** Serve a folder and start a browser. `faults` collects errors, and requests to anywhere else but `allowed` addresses. */
export async function visit(folder, allowed = []) {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, "http://here").pathname));
    const there = path.startsWith(folder) && existsSync(path) && extname(path);
    response.writeHead(there ? 200 : 404, { "Content-Type": typeOf(path) });
    response.end(there ? readFileSync(path) : "");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const site = `http://127.0.0.1:${server.address().port}/`;
  const browser = await chromium.launch({ executablePath: browserPath(), chromiumSandbox: false });
  const faults = [];

  async function open(path, { width = 1280, colorScheme = "light" } = {}) {
    const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 800 }, colorScheme });
    const tab = await context.newPage();
    tab.on("console", (message) => message.type() === "error" && faults.push(`${path}: ${message.text()}`));
    tab.on("pageerror", (error) => faults.push(`${path}: ${error}`));
    context.on("request", (request) => {
      const known = [site, ...allowed].some((start) => request.url().startsWith(start));
      if (!known && !/^(data|blob|about):/.test(request.url())) faults.push(`${path}: request to ${request.url()}`);
    });
    await tab.goto(site + path, { waitUntil: "load" });
    return tab;
  }

  async function close() {
    await browser.close();
    server.close();
  }

  return { site, browser, faults, open, close };
}

/** What axe calls serious or worse, as lines. */
export async function axe(tab) {
  await tab.addScriptTag({ path: AXE });
  const { violations } = await tab.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => SERIOUS.includes(impact))
    .map(({ id, nodes }) => `${id}, ${nodes.length} times, first ${nodes[0].target} ${nodes[0].html.slice(0, 120)}`);
}

/** Whether the page can be moved sideways, which on a phone makes it hard to read. */
export const tooWide = (tab) => tab.evaluate(() => document.documentElement.scrollWidth > innerWidth);

/** Run checks, an object of names and functions, one after the other; how many failed. After each there may be no fault. */
export async function run(checks, faults) {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      const found = faults.splice(0);
      if (found.length) throw new Error(`${found.length}:\n${found.join("\n")}`);
      console.log(`ok  ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok  ${name}\n${error.message}`);
    }
  }
  return failed;
}
