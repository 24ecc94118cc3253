import { geoAzimuthalEqualArea, geoEqualEarth, geoPath, type GeoProjection } from "d3-geo";
import { geography } from "./begin";

const SVG = "http://www.w3.org/2000/svg";

/** Draws boundaries into a map that the server drew, in the same projection. */
export async function drawBoundaries(map: SVGSVGElement): Promise<void> {
  const layer = map.querySelector("[data-boundaries]");
  if (!layer) return;
  const projection = projectionOf(map);
  const path = geoPath(projection).digits(1);
  const country = map.closest<HTMLElement>("[data-country]")?.dataset["country"];
  const [lines, outline] = await Promise.all([
    read<GeoJSON.MultiLineString>("boundaries.json"),
    country ? read<GeoJSON.Feature>(`countries/${country}.json`) : null,
  ]);
  if (outline) layer.append(element(path(outline), "country"));
  if (lines) layer.append(element(path(lines), ""));
}

function projectionOf(map: SVGSVGElement): GeoProjection {
  const { projection, lon, lat, scale } = map.dataset;
  const made = projection === "equal-earth" ? geoEqualEarth() : geoAzimuthalEqualArea().clipAngle(100);
  const box = map.viewBox.baseVal;
  return made
    .rotate([-Number(lon), projection === "equal-earth" ? 0 : -Number(lat)])
    .scale(Number(scale))
    .translate([box.width / 2, box.height / 2]);
}

async function read<Shape>(name: string): Promise<Shape | null> {
  const answer = await fetch(`${geography()}/${name}`);
  return answer.ok ? ((await answer.json()) as Shape) : null;
}

function element(data: string | null, css: string): SVGPathElement {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", data ?? "");
  if (css) path.setAttribute("class", css);
  return path;
}
