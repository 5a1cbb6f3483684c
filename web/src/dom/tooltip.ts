/** One tooltip for the page: what a control means, on hover and on keyboard focus. */
import { h } from "./h";

const delay = 450;
let box: HTMLElement | null = null;
let timer = 0;
let owner: Element | null = null;

export function explain(element: HTMLElement, words: string): void {
  element.dataset["help"] = words;
}

/** Shows `content` at a point of the window, for what a canvas has under the pointer. */
export function showAt(x: number, y: number, content: string): void {
  owner = null;
  place(content, x, y, false);
}

export function hideTooltip(): void {
  clearTimeout(timer);
  owner?.removeAttribute("aria-describedby");
  owner = null;
  if (box) box.hidden = true;
}

export function installTooltip(): void {
  box = h("div", { class: "tooltip", id: "tooltip", role: "tooltip", hidden: true });
  document.body.append(box);
  const consider = (event: Event, wait: number) => {
    const target = (event.target as Partial<Element>).closest?.<HTMLElement>("[data-help]");
    if (!target || target === owner) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const rect = target.getBoundingClientRect();
      owner = target;
      target.setAttribute("aria-describedby", "tooltip");
      place(target.dataset["help"]!, rect.left + rect.width / 2, rect.bottom + 8, true, rect.top - 8);
    }, wait);
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") consider(event, delay);
  });
  document.addEventListener("focusin", (event) => {
    if ((event.target as Element).matches(":focus-visible")) consider(event, delay);
  });
  document.addEventListener("pointerout", (event) => {
    const to = event.relatedTarget as Element | null;
    if (to?.closest("[data-help]") !== owner || owner === null) hideTooltip();
  });
  for (const name of ["focusout", "pointerdown", "scroll"] as const)
    document.addEventListener(name, hideTooltip, true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideTooltip());
}

function place(content: string, x: number, y: number, centred: boolean, above = y - 16): void {
  if (!box) return;
  box.textContent = content;
  box.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(8, Math.min(centred ? x - width / 2 : x + 14, window.innerWidth - width - 8));
  const top = y + height + 8 > window.innerHeight ? above - height : y;
  box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}
