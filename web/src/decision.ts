const SWAPPED = "[data-swap]";
const PAUSE_MS = 60;

/** Lets slider and switches show their answer at once; without script the buttons of the form do. */
export function takeOver(root: HTMLElement): void {
  const form = root.querySelector<HTMLFormElement>("[data-decide]");
  const slider = root.querySelector<HTMLInputElement>("[data-budget]");
  if (!form || !slider) return;
  form.classList.add("is-live");
  const page = new DecisionPage(root, form, slider);
  slider.addEventListener("input", () => page.ask(false, slider.value));
  root.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && "switch" in event.target.dataset) page.ask(true, page.budget);
  });
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-set]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    page.show(new URL(link.href));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    page.ask(event.submitter instanceof HTMLButtonElement && event.submitter.value === "hand", page.budget);
  });
}

class DecisionPage {
  private timer = 0;
  private asking: AbortController | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly form: HTMLFormElement,
    private readonly slider: HTMLInputElement,
  ) {}

  /** The budget as it was asked for; the slider stands at the next of its steps. */
  get budget(): string {
    return this.slider.dataset["exact"] ?? this.slider.value;
  }

  ask(byHand: boolean, budget: string): void {
    this.slider.dataset["exact"] = budget;
    const address = new URL(this.form.action);
    const language = new URL(window.location.href).searchParams.get("lang");
    if (language) address.searchParams.set("lang", language);
    address.searchParams.set("budget", budget);
    if (byHand) {
      address.searchParams.set("by", "hand");
      for (const box of this.root.querySelectorAll<HTMLInputElement>("[data-switch]:checked")) {
        address.searchParams.set(box.name, "1");
      }
    }
    this.show(address);
  }

  show(address: URL): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(address), PAUSE_MS);
  }

  private async load(address: URL): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // What script cannot fetch, the browser shows as a page, errors among it.
      if (!asking.signal.aborted) window.location.assign(address);
      return;
    }
    window.history.replaceState(window.history.state, "", address);
    document.querySelectorAll<HTMLAnchorElement>(".languages a").forEach((link) => {
      const other = new URL(address);
      other.searchParams.set("lang", link.lang);
      link.href = other.toString();
    });
  }

  private swap(page: Document): void {
    const held = document.activeElement?.id;
    for (const part of this.root.querySelectorAll(SWAPPED)) {
      const next = page.getElementById(part.id);
      if (!next) continue;
      const shown = document.importNode(next, true);
      part.replaceWith(shown);
      if (shown.querySelector("[hx-get]")) void import("htmx.org").then((module) => module.default.process(shown));
    }
    const slider = page.querySelector<HTMLInputElement>("[data-budget]");
    if (slider) {
      this.slider.setAttribute("aria-valuetext", slider.getAttribute("aria-valuetext") ?? "");
      this.slider.dataset["exact"] = slider.dataset["exact"] ?? slider.value;
      if (document.activeElement !== this.slider) this.slider.value = slider.value;
    }
    if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus();
  }
}
