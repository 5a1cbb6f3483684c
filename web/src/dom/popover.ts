/** A panel that opens at a button and closes on Escape, on a press outside, and on its button. */
import { h, unique, type Child } from "./h";

export interface Popover {
  button: HTMLButtonElement;
  panel: HTMLElement;
  close: () => void;
}

let open: (() => void) | null = null;

export function popover(button: HTMLButtonElement, title: string, ...content: (Child | Child[])[]): Popover {
  const id = unique("popover");
  const panel = h("div", { class: "popover", id, role: "dialog", "aria-label": title, hidden: true }, ...content);
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", id);
  button.setAttribute("aria-haspopup", "dialog");
  const close = () => {
    if (panel.hidden) return;
    const inside = panel.contains(document.activeElement);
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (inside) button.focus();
    if (open === close) open = null;
  };
  button.addEventListener("click", () => {
    if (!panel.hidden) {
      close();
      return;
    }
    open?.();
    open = close;
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    placePopover(panel, button.getBoundingClientRect());
    firstControl(panel)?.focus();
  });
  document.body.append(panel);
  watchOutside(panel, button, close);
  return { button, panel, close };
}

/** A panel at any place, taken away when closed. Returns its closing. */
export function popoverAt(
  rect: DOMRect,
  title: string,
  content: Child[],
  onClose: () => void = () => {},
): { panel: HTMLElement; close: () => void } {
  open?.();
  const before = document.activeElement as HTMLElement | null;
  const panel = h("div", { class: "popover", role: "dialog", "aria-label": title }, ...content);
  document.body.append(panel);
  placePopover(panel, rect);
  const close = () => {
    if (!panel.isConnected) return;
    const inside = panel.contains(document.activeElement);
    panel.remove();
    if (inside) before?.focus();
    if (open === close) open = null;
    onClose();
  };
  open = close;
  watchOutside(panel, null, close);
  firstControl(panel)?.focus();
  return { panel, close };
}

export function placePopover(panel: HTMLElement, rect: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = Math.max(8, Math.min(rect.left, window.innerWidth - width - 8));
  const below = rect.bottom + 8;
  const top =
    below + height > window.innerHeight - 8
      ? Math.max(8, Math.min(rect.top - height - 8, window.innerHeight - height - 8))
      : below;
  panel.style.left = `${Math.round(left)}px`;
  panel.style.top = `${Math.round(top)}px`;
}

function firstControl(panel: HTMLElement): HTMLElement | null {
  return panel.querySelector<HTMLElement>("input, select, textarea, button:not(.close)");
}

function watchOutside(panel: HTMLElement, button: HTMLElement | null, close: () => void): void {
  const outside = (event: PointerEvent) => {
    const target = event.target as Node;
    if (!panel.contains(target) && !button?.contains(target)) close();
    if (!panel.isConnected) document.removeEventListener("pointerdown", outside);
  };
  document.addEventListener("pointerdown", outside);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
}
