// Fails the build where the script of a page, without the map to zoom into, is heavier than 200 kB compressed.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const MOST = 200_000;
const built = fileURLToPath(new URL("../../src/oxyura/apps/web/static/built/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${built}.vite/manifest.json`, "utf8"));

let total = 0;
for (const [name, entry] of Object.entries(manifest)) {
  if (!entry.file.endsWith(".js") || /zoom-map|maplibre/.test(name + entry.file)) continue;
  total += gzipSync(readFileSync(`${built}${entry.file}`)).length;
}
console.log(`script without MapLibre: ${(total / 1000).toFixed(1)} kB compressed, at most ${MOST / 1000}`);
if (total > MOST) process.exit(1);
