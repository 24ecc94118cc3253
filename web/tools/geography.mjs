// Makes the boundaries that maps draw, from Natural Earth at 1:50 million, cut at 180° once and for all.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { feature, merge, mesh } from "topojson-client";
import codes from "i18n-iso-countries/codes.json" with { type: "json" };

const OUT = fileURLToPath(new URL("../../src/oxyura/apps/web/static/built/geography/", import.meta.url));
// By the number of ISO 3166-1, which is how the boundaries name a country.
const ALPHA_2 = Object.fromEntries(codes.map(([alpha2, , numeric]) => [numeric, alpha2]));
const world = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("world-atlas/countries-50m.json")), "utf8"));

// Longitude and latitude as plane coordinates: the projection cuts what crosses 180°.
const plane = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).reflectY(true).precision(0);

const rounded = (value, parts = 100) =>
  Array.isArray(value)
    ? value.map((each) => rounded(each, parts))
    : typeof value === "number"
      ? Math.round(value * parts) / parts
      : value;

const shape = (geometry, parts) => ({ ...geometry, coordinates: rounded(geometry.coordinates, parts) });

const write = (name, value) => writeFileSync(`${OUT}${name}`, JSON.stringify(value));

mkdirSync(`${OUT}countries`, { recursive: true });

write("boundaries.json", shape(mesh(world, world.objects.countries, (a, b) => a !== b)));

const cut = geoProject(feature(world, world.objects.countries), plane);
write("land.json", {
  type: "FeatureCollection",
  features: cut.features
    .filter((each) => each.geometry)
    .map((each) => ({ type: "Feature", properties: {}, geometry: shape(each.geometry) })),
});

// Some countries come in several parts under one number.
const parts = new Map();
for (const each of world.objects.countries.geometries) {
  const code = ALPHA_2[each.id];
  if (code) parts.set(code, [...(parts.get(code) ?? []), each]);
}
for (const [code, geometries] of parts) {
  write(`countries/${code}.json`, { type: "Feature", properties: {}, geometry: shape(merge(world, geometries), 10000) });
}
if (parts.size < 200) throw new Error(`only ${parts.size} countries were found`);
console.log(`boundaries, land and ${parts.size} countries`);
