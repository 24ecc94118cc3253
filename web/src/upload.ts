/** Says that a file is on its way, and keeps it from being sent twice. */
export function tellBusy(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("[data-busy]");
  if (!button) return;
  const said = button.textContent ?? "";
  form.addEventListener("submit", () => {
    button.textContent = button.dataset["busy"] ?? said;
    button.setAttribute("aria-disabled", "true");
  });
  // Back again by the browser's button.
  window.addEventListener("pageshow", () => {
    button.textContent = said;
    button.removeAttribute("aria-disabled");
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset["sent"]) event.preventDefault();
    form.dataset["sent"] = "yes";
    window.setTimeout(() => delete form.dataset["sent"], 5000);
  });
}
