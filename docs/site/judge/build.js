/*
 * Build the judge's scripts: `node judge/build.js FOLDER PYODIDE`, called by build.py.
 *
 * PYODIDE is where Pyodide's files are, as seen from FOLDER, or a whole address.
 */

import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { licences } from "../../explorer/licences.js";

const here = dirname(fileURLToPath(import.meta.url));
const site = dirname(here);
const [folder, pyodide] = process.argv.slice(2);

const used = [];
for (const [name, format] of [
  ["judge.js", "iife"], // a module would not be loaded from disk, and could not say why
  ["worker.js", "esm"],
]) {
  const { metafile } = await build({
    entryPoints: [join(here, name)],
    absWorkingDir: site,
    outdir: folder,
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    charset: "ascii",
    loader: { ".py": "text" },
    define: { PYODIDE: JSON.stringify(pyodide) },
    metafile: true,
    logLevel: "warning",
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  used.push(...Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0));
}
writeFileSync(join(folder, "licences.txt"), `${licences(site, used)}\n`);
