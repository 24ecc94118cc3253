import { Map, NavigationControl, ScaleControl, setWorkerUrl, type StyleSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { geography } from "./begin";

setWorkerUrl(workerUrl);

/** Half a cell of a tenth of a degree, within which a sensitive site lies. */
const HALF_CELL = 0.05;

/** Puts a map to zoom into in the place of a still one. */
export function openMap(box: HTMLElement): void {
  const place = document.createElement("div");
  place.className = "zoom-map";
  box.replaceChildren(place);
  const centre: [number, number] = [Number(box.dataset["lon"]), Number(box.dataset["lat"])];
  const generalised = box.dataset["generalised"] === "yes";
  const map = new Map({
    container: place,
    style: styleOf(centre, generalised, box.dataset["status"] ?? "none"),
    center: centre,
    zoom: generalised ? 7 : 6,
    maxZoom: generalised ? 9 : 12,
    attributionControl: { compact: false, customAttribution: "Natural Earth" },
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());
}

function styleOf(centre: [number, number], generalised: boolean, status: string): StyleSpecification {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const fill = status === "not_surveyed" ? colour("--hatch-line") : colour(`--status-${status}`);
  return {
    version: 8,
    sources: {
      countries: { type: "geojson", data: new URL(`${geography()}/land.json`, window.location.href).toString() },
      site: { type: "geojson", data: shapeOf(centre, generalised) },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": colour("--water") } },
      { id: "land", type: "fill", source: "countries", paint: { "fill-color": colour("--land") } },
      { id: "shore", type: "line", source: "countries", paint: { "line-color": colour("--shore"), "line-width": 0.8 } },
      generalised
        ? { id: "site", type: "fill", source: "site", paint: { "fill-color": fill, "fill-opacity": 0.5 } }
        : {
            id: "site",
            type: "circle",
            source: "site",
            paint: { "circle-color": fill, "circle-radius": 9, "circle-stroke-color": "#fff", "circle-stroke-width": 2 },
          },
    ],
  };
}

function shapeOf([lon, lat]: [number, number], generalised: boolean): GeoJSON.Geometry {
  if (!generalised) return { type: "Point", coordinates: [lon, lat] };
  const [west, east, south, north] = [lon - HALF_CELL, lon + HALF_CELL, lat - HALF_CELL, lat + HALF_CELL];
  return {
    type: "Polygon",
    coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
  };
}
