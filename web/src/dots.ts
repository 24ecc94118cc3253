import { latestShare, type YearData } from "./weeks";

const ORDER = ["none", "absent", "eradicated", "not_surveyed", "present"];
const SMALLEST = 2.2;
const LARGEST = 14;
/** Up to this number circles are as large as they may be, and have an edge. */
const FEW = 600;

/** Thousands of sites on a canvas over the map; each stage is painted once and then only shown again. */
export class Dots {
  private readonly canvas = document.createElement("canvas");
  private readonly colours: Record<string, string>;
  private readonly hatch: readonly [string, string];
  private readonly most: number;
  private readonly largest: number;
  private readonly edged: boolean;
  private readonly painted = new Map<string, HTMLCanvasElement>();

  constructor(private readonly box: HTMLElement, private readonly data: YearData) {
    this.canvas.className = "overlay";
    this.canvas.setAttribute("aria-hidden", "true");
    box.append(this.canvas);
    box.querySelector<SVGElement>("[data-dots]")?.setAttribute("visibility", "hidden");
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    this.colours = Object.fromEntries(ORDER.map((status) => [status, colour(`--status-${status}`)]));
    this.hatch = [colour("--hatch-ground"), colour("--hatch-line")];
    const sites = data.dots?.length ?? 0;
    this.edged = sites <= FEW;
    this.largest = Math.max(LARGEST * Math.sqrt(Math.min(FEW / Math.max(sites, 1), 1)), 1.8 * SMALLEST);
    this.most = data.shares.reduce((most, shares) => Math.max(most, ...shares), 1e-9);
  }

  draw(now: readonly number[]): void {
    const picture = this.pictureOf(now);
    this.canvas.width = picture.width;
    this.canvas.height = picture.height;
    this.canvas.getContext("2d")?.drawImage(picture, 0, 0);
  }

  /** Paints the stages of the year ahead, one at a time while nothing else is to be done. */
  prepare(coming: readonly (readonly number[])[]): void {
    const [next, ...rest] = coming;
    if (!next) return;
    const idle = window.requestIdleCallback ?? ((work: () => void) => window.setTimeout(work, 200));
    idle(() => {
      this.pictureOf(next);
      this.prepare(rest);
    });
  }

  private pictureOf(now: readonly number[]): HTMLCanvasElement {
    const sharp = window.devicePixelRatio || 1;
    const wide = Math.round(this.box.clientWidth * sharp);
    const high = Math.round(this.box.clientHeight * sharp);
    const key = `${now.join()} ${wide} ${high}`;
    const picture = this.painted.get(key) ?? this.paint(now, wide, high, sharp);
    this.painted.set(key, picture);
    return picture;
  }

  private paint(now: readonly number[], wide: number, high: number, sharp: number): HTMLCanvasElement {
    const picture = document.createElement("canvas");
    picture.width = wide;
    picture.height = high;
    const pen = picture.getContext("2d");
    if (!pen) return picture;
    const scale = wide / this.data.width;
    const byStatus = new Map<string, [number, number, number][]>(ORDER.map((status) => [status, []]));
    for (const [site, x, y] of this.data.dots ?? []) {
      const share = latestShare(this.data, site, now);
      const size = (share > 0 ? SMALLEST + (this.largest - SMALLEST) * Math.sqrt(share / this.most) : 1.2) * scale;
      byStatus.get(this.data.status[site] ?? "none")?.push([x * scale, y * scale, size]);
    }
    for (const [status, circles] of byStatus) {
      const unseen = status === "not_surveyed";
      pen.fillStyle = (unseen ? this.hatching(pen, sharp) : this.colours[status]) ?? "";
      pen.strokeStyle = unseen ? this.hatch[1] : "#fff";
      pen.lineWidth = 0.7 * sharp;
      pen.globalAlpha = unseen ? 1 : 0.85;
      // A path for each circle: one of thousands that overlap takes far longer to fill.
      for (const [x, y, size] of circles) {
        pen.beginPath();
        pen.arc(x, y, size, 0, 2 * Math.PI);
        pen.fill();
        if (this.edged || unseen) pen.stroke();
      }
    }
    return picture;
  }

  /** The hatching of what nobody has surveyed, fine enough for a small circle. */
  private hatching(pen: CanvasRenderingContext2D, sharp: number): CanvasPattern | null {
    const tile = document.createElement("canvas");
    const size = (tile.width = tile.height = Math.round(3 * sharp));
    const brush = tile.getContext("2d");
    if (!brush) return null;
    brush.fillStyle = this.hatch[0];
    brush.fillRect(0, 0, size, size);
    brush.strokeStyle = this.hatch[1];
    brush.lineWidth = 0.8 * sharp;
    for (const shift of [-size, 0, size]) {
      brush.moveTo(shift, size);
      brush.lineTo(shift + size, 0);
    }
    brush.stroke();
    return pen.createPattern(tile, "repeat");
  }
}
