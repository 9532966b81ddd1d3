/*
 * The worker in which Python runs: whatever the student's text does, the page lives, and can end it.
 *
 * Gets {python, elman}, addresses of Pyodide's folder and of the package, then {check: [imports, text, calls]}, one at a time.
 * Says {ready}, {result} or {fault: words}; each exactly once for what it got.
 */

import runner from "./runner.py";

let python;

async function start({ python: folder, elman }) {
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const packed = fetch(elman);
  packed.catch(() => {}); // its failure is told below, after that of Pyodide
  python = await loadPyodide({ indexURL: folder });
  const loaded = await python.loadPackage("numpy", { messageCallback() {}, errorCallback() {} });
  if (!loaded.length) throw new Error("NumPy could not be fetched");
  const answer = await packed;
  if (!answer.ok) throw new Error(`${elman}: ${answer.status}`);
  python.unpackArchive(await answer.arrayBuffer(), "zip");
  python.runPython(runner);
  python.runPython("import elman.diagnosis, elman.exercises.judge");
}

addEventListener("message", async ({ data }) => {
  try {
    if (data.python) {
      await start(data);
      postMessage({ ready: true });
    } else {
      const [imports, text, calls] = data.check;
      const check = python.globals.get("check");
      postMessage({ result: JSON.parse(check(imports, text, python.toPy(calls))) });
    }
  } catch (error) {
    postMessage({ fault: String(error?.message ?? error) });
  }
});
