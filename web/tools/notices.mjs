// Writes the licences of what the bundle holds beside it, as they ask; a package without a text is named with its licence.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = `${root}../src/oxyura/apps/web/static/built/licences.txt`;
const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
// Geography is drawn from these when the pages are built.
const DRAWN_FROM = ["node_modules/i18n-iso-countries", "node_modules/world-atlas"];

const notices = [];
for (const [path, entry] of Object.entries(packages)) {
  const isShipped = path && (!entry.dev || DRAWN_FROM.includes(path)) && !path.includes("/@types/");
  if (!isShipped) continue;
  const files = readdirSync(`${root}${path}`).filter((name) => /^(licen[cs]e|copying|unlicen[cs]e|notice)/i.test(name));
  const texts = files.map((name) => readFileSync(`${root}${path}/${name}`, "utf8").trim());
  const title = `${path.replace(/^.*node_modules\//, "")} ${entry.version} (${entry.license})`;
  notices.push([title, ...texts].join("\n\n"));
}
writeFileSync(target, `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
console.log(`licences of ${notices.length} packages`);
