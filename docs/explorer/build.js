/*
 * Build the explorer: `npm ci && npm run build`.
 *
 *   elman/figures/bptt-explorer.js   the bundle, kept in the repository: notebooks embed it, without Node and network
 *   docs/explorer/dist/index.html    the whole page in one file, which opens from disk
 *
 * The same sources and the same versions give the same bytes.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { licences } from "./licences.js";

const here = dirname(fileURLToPath(import.meta.url));
const [bundlePath, pagePath] = [join(here, "../../elman/figures/bptt-explorer.js"), join(here, "dist/index.html")];

const made = await build({
  entryPoints: [join(here, "src/explorer.js")],
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none", // all licences stand at the end, once
  metafile: true,
  write: false,
});

// In minified code lines are broken inside templates only, where the browser needs no indentation; and there esbuild
// leaves characters beyond ASCII as they are, which a page without a declared encoding would spoil.
const escape = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
const code = made.outputFiles[0].text
  .trim()
  .replace(/\n\s+/g, "\n")
  .replace(/[^\x00-\x7f]/g, escape);
const [{ inputs }] = Object.values(made.metafile.outputs);
const used = Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0);
const bundle = `/* Built from docs/explorer by "npm run build"; not to be edited. */\n${code}\n/*\n${licences(here, used)}\n*/\n`;
if (/<\/script|<!--/i.test(bundle)) throw new Error("the bundle cannot stand in a page: it holds </script or <!--");

const out = process.argv[2]
  ? [join(process.argv[2], "bptt-explorer.js"), join(process.argv[2], "index.html")]
  : [bundlePath, pagePath];
out.forEach((path) => mkdirSync(dirname(path), { recursive: true }));
writeFileSync(out[0], bundle);
writeFileSync(
  out[1],
  readFileSync(join(here, "index.html"), "utf8").replace("<!-- bundle -->", () => `<script>\n${bundle}</script>`),
);
console.log(`${out[0]}: ${(bundle.length / 1024).toFixed(1)} KB\n${out[1]}`);
