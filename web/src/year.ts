import { acting, latestShare, radius, stagesIn, type YearData } from "./weeks";
import { Dots } from "./dots";

const FRAME_MS = 220;

/** Lets the slider move ring, map, tray and panels, and plays the year. */
export function takeOver(root: HTMLElement): void {
  const source = root.querySelector("[data-year-data]");
  const form = root.querySelector<HTMLFormElement>("[data-scrubber]");
  const slider = root.querySelector<HTMLInputElement>("input[type=range]");
  if (!source?.textContent || !form || !slider) return;
  const data = JSON.parse(source.textContent) as YearData;
  const view = new YearView(root, data);
  const show = (week: number): void => {
    slider.value = String(week);
    slider.setAttribute("aria-valuetext", data.weeks[week - 1] ?? "");
    view.show(week);
    keep(week);
  };
  slider.addEventListener("input", () => show(Number(slider.value)));
  for (const step of form.querySelectorAll<HTMLAnchorElement>("[data-step]")) {
    step.setAttribute("role", "button");
    step.addEventListener("click", (event) => {
      event.preventDefault();
      show(((Number(slider.value) - 1 + Number(step.dataset["step"]) + 52) % 52) + 1);
    });
  }
  root.querySelectorAll<SVGPathElement>("[data-stage-arc]").forEach((arc) => {
    arc.addEventListener("click", () => show(data.stages[Number(arc.dataset["stageArc"])]?.[0] ?? 1));
  });
  offerPlay(form, () => show((Number(slider.value) % 52) + 1));
  view.show(Number(slider.value));
  Object.assign(root, { showWeek: show });
}

function offerPlay(form: HTMLFormElement, next: () => void): void {
  const button = form.querySelector<HTMLButtonElement>("[data-play]");
  if (!button) return;
  let timer = 0;
  button.type = "button";
  button.textContent = button.dataset["playLabel"] ?? "";
  button.addEventListener("click", () => {
    if (timer) window.clearInterval(timer);
    timer = timer ? 0 : window.setInterval(next, FRAME_MS);
    button.textContent = (timer ? button.dataset["stopLabel"] : button.dataset["playLabel"]) ?? "";
  });
}

let keeping = 0;

/** Puts the week into the address; not at every step, which browsers limit. */
function keep(week: number): void {
  window.clearTimeout(keeping);
  keeping = window.setTimeout(() => {
    const address = new URL(window.location.href);
    address.searchParams.set("week", String(week));
    window.history.replaceState(window.history.state, "", address);
    document.querySelectorAll<HTMLAnchorElement>(".languages a").forEach((link) => {
      const other = new URL(link.href);
      other.searchParams.set("week", String(week));
      link.href = other.toString();
    });
  }, 200);
}

/** What moves with the week; only what changes is touched. */
class YearView {
  private readonly sites: (Element | undefined)[] = [];
  private readonly paths: Element[];
  private readonly panels: HTMLElement[];
  private readonly arcs: Element[];
  private readonly hand: Element | null;
  private readonly said: Element | null;
  private readonly dots: Dots | null;
  private before: string | null = null;

  constructor(root: HTMLElement, private readonly data: YearData) {
    for (const site of root.querySelectorAll<HTMLElement | SVGElement>("[data-site]")) {
      this.sites[Number(site.dataset["site"])] = site;
    }
    this.paths = [...root.querySelectorAll("[data-path]")];
    this.arcs = [...root.querySelectorAll("[data-stage-arc]")];
    this.panels = [...document.querySelectorAll<HTMLElement>("[data-stage]")];
    this.hand = root.querySelector("[data-hand]");
    this.said = root.querySelector("[data-now]");
    const box = root.querySelector<HTMLElement>("[data-map-box]");
    this.dots = box && data.dots ? new Dots(box, data) : null;
    const sets = new Map(data.weeks.map((_, week) => stagesIn(data, week + 1)).map((set) => [set.join(), set]));
    this.dots?.prepare([...sets.values()]);
  }

  show(week: number): void {
    const centre = 220;
    this.hand?.setAttribute("transform", `rotate(${(360 * (week - 0.5)) / 52} ${centre} ${centre})`);
    if (this.said) this.said.textContent = this.data.weeks[week - 1] ?? "";
    const now = stagesIn(this.data, week);
    const key = now.join();
    if (key === this.before) return;
    this.before = key;
    this.moveSites(now);
    this.dots?.draw(now);
    for (const path of this.paths) {
      const stage = this.data.paths[Number((path as SVGElement).dataset["path"])] ?? -1;
      path.classList.toggle("is-now", now.includes(stage));
    }
    this.arcs.forEach((arc, number) => arc.classList.toggle("is-now", now.includes(number)));
    for (const panel of this.panels) {
      const stage = panel.dataset["stage"];
      panel.hidden = stage === "none" ? now.length > 0 : !now.includes(Number(stage));
    }
  }

  private moveSites(now: readonly number[]): void {
    this.sites.forEach((site, number) => {
      if (!site) return;
      const share = latestShare(this.data, number, now);
      const size = radius(this.data, share);
      const acts = acting(this.data, number, now);
      const [halo, dot] = [site.querySelector(".halo"), site.querySelector(".dot")];
      dot?.setAttribute("r", size.toFixed(1));
      halo?.setAttribute("r", (size + 5).toFixed(1));
      site.classList.toggle("is-empty", share <= 0);
      site.classList.toggle("is-acting", acts);
    });
  }
}
