/** Takes over what a page marks for script; each part is fetched only where the page has it. */
export function begin(): void {
  const year = document.querySelector<HTMLElement>("[data-year]");
  if (year) void import("./year").then((part) => part.takeOver(year));
  const maps = [...document.querySelectorAll<SVGSVGElement>("svg[data-map]")];
  if (maps.length && geography()) void import("./boundaries").then((part) => maps.forEach(part.drawBoundaries));
  const zoom = document.querySelector<HTMLElement>("[data-zoom]");
  if (zoom && geography()) void import("./zoom").then((part) => part.offerZoom(zoom));
  const decision = document.querySelector<HTMLElement>("[data-decision]");
  if (decision) void import("./decision").then((part) => part.takeOver(decision));
  const forms = document.querySelectorAll<HTMLFormElement>("[data-hand-in]");
  if (forms.length) void import("./upload").then((part) => forms.forEach(part.tellBusy));
  if (document.querySelector("[hx-get]")) void import("htmx.org");
}

/** Folder of the boundaries; empty where the program was built without them. */
export function geography(): string {
  return document.body.dataset["geography"] ?? "";
}
