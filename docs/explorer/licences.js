/* What a bundle has to say of the packages in it. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Name, version, copyright and licence of every package in a bundle of `paths` below a folder; texts that are equal are told once. */
export function licences(here, paths) {
  const folders = new Set(
    paths.map((path) => path.match(/^(node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean),
  );
  const texts = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
    const file = readdirSync(join(here, folder)).find((one) => /^licen[cs]e/i.test(one));
    const lines = readFileSync(join(here, folder, file), "utf8")
      .trim()
      .split("\n");
    const text = lines
      .filter((line) => !/^copyright/i.test(line))
      .join("\n")
      .trim();
    const owner = lines.filter((line) => /^copyright/i.test(line)).join(" ");
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}, ${owner}`]);
  }
  return [...texts].map(([text, owners]) => `${owners.join("\n")}\n\n${text}`).join("\n\n");
}
