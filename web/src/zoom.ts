/** Offers a map to zoom into; the library for it is fetched only when somebody asks. */
export function offerZoom(box: HTMLElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button zoom-button";
  button.textContent = box.dataset["label"] ?? "";
  button.addEventListener("click", () => {
    button.disabled = true;
    void import("./zoom-map").then((part) => part.openMap(box));
  });
  box.append(button);
}
