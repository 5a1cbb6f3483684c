/** Short messages at the edge of the page, spoken too. */
import { h } from "./h";
import { icon } from "./icons";

let shelf: HTMLElement | null = null;

/** `kind` error stays until it is closed. */
export function toast(
  message: string,
  kind: "note" | "error" = "note",
  action?: { label: string; run: () => void },
): void {
  if (!shelf) {
    shelf = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    document.body.append(shelf);
  }
  for (const old of shelf.children) if (old.firstChild?.textContent === message) old.remove();
  const close = () => element.remove();
  const element = h(
    "div",
    { class: `toast ${kind}`, role: kind === "error" ? "alert" : undefined },
    h("p", {}, message),
    action &&
      h(
        "button",
        {
          class: "button small",
          type: "button",
          on: {
            click: () => {
              action.run();
              close();
            },
          },
        },
        action.label,
      ),
    h(
      "button",
      { class: "icon-button small", type: "button", "aria-label": "Close", on: { click: close } },
      icon("close", 16),
    ),
  );
  shelf.append(element);
  if (kind === "note") setTimeout(close, 6000);
}
