import { latestShare, type YearData } from "./weeks";

const ORDER = ["none", "absent", "eradicated", "not_surveyed", "present"];
const SMALLEST = 2.2;
const LARGEST = 14;
/** Up to this number circles are as large as they may be, and have an edge. */
const FEW = 600;

/** Thousands of sites on a canvas over the map: one path for each status, so that a week is drawn in a few milliseconds. */
export class Dots {
  private readonly canvas = document.createElement("canvas");
  private readonly colours: Record<string, string>;
  private readonly most: number;
  private readonly largest: number;
  private readonly edged: boolean;

  constructor(private readonly box: HTMLElement, private readonly data: YearData) {
    this.canvas.className = "overlay";
    this.canvas.setAttribute("aria-hidden", "true");
    box.append(this.canvas);
    box.querySelector<SVGElement>("[data-dots]")?.setAttribute("visibility", "hidden");
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    this.colours = Object.fromEntries(ORDER.map((status) => [status, colour(`--status-${status}`)]));
    this.colours["not_surveyed"] = colour("--hatch-line");
    const sites = data.dots?.length ?? 0;
    this.edged = sites <= FEW;
    this.largest = Math.max(LARGEST * Math.sqrt(Math.min(FEW / Math.max(sites, 1), 1)), 1.8 * SMALLEST);
    this.most = Math.max(...data.shares.flat(), 1e-9);
  }

  draw(now: readonly number[]): void {
    const wide = this.box.clientWidth;
    const high = this.box.clientHeight;
    const sharp = window.devicePixelRatio || 1;
    this.canvas.width = wide * sharp;
    this.canvas.height = high * sharp;
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    const scale = (wide * sharp) / this.data.width;
    const paths = new Map<string, Path2D>(ORDER.map((status) => [status, new Path2D()]));
    for (const [site, x, y] of this.data.dots ?? []) {
      const share = latestShare(this.data, site, now);
      const size = (share > 0 ? SMALLEST + (this.largest - SMALLEST) * Math.sqrt(share / this.most) : 1.2) * scale;
      const path = paths.get(this.data.status[site] ?? "none");
      path?.moveTo(x * scale + size, y * scale);
      path?.arc(x * scale, y * scale, size, 0, 2 * Math.PI);
    }
    for (const status of ORDER) {
      const path = paths.get(status);
      if (!path) continue;
      pen.fillStyle = this.colours[status] ?? "";
      pen.strokeStyle = status === "not_surveyed" ? pen.fillStyle : "#fff";
      pen.lineWidth = 0.7 * sharp;
      pen.globalAlpha = status === "not_surveyed" ? 0.45 : 0.85;
      pen.fill(path);
      pen.globalAlpha = 1;
      if (this.edged) pen.stroke(path);
    }
  }
}
