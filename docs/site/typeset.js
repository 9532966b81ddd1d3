/* Typeset equations: each line read is [TeX, whether it is displayed] as JSON, each line written [HTML, what is wrong]. */

import { createInterface } from "node:readline";

import katex from "katex";

for await (const line of createInterface({ input: process.stdin })) {
  const [tex, displayMode] = JSON.parse(line);
  let answer;
  try {
    answer = [katex.renderToString(tex, { displayMode, strict: "error" }), ""];
  } catch (error) {
    answer = ["", error.message];
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
