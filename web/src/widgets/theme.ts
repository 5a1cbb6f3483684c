/** Light or dark: as the system, until the visitor says otherwise. */
import type { Store } from "../state/store";
import { refreshPalette } from "../draw/palette";
import { h, replace } from "../dom/h";
import { icon } from "../dom/icons";
import { explain } from "../dom/tooltip";

export function themeButton(store: Store): HTMLElement {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (store.state.theme === "auto" ? system.matches : store.state.theme === "dark");
  const button = h("button", {
    type: "button",
    class: "icon-button",
    "data-control": "theme",
    on: { click: () => store.set({ theme: dark() ? "light" : "dark" }) },
  });
  const show = () => {
    document.documentElement.dataset["theme"] = dark() ? "dark" : "light";
    replace(button, icon(dark() ? "sun" : "moon", 18));
    button.setAttribute("aria-label", dark() ? "Light theme" : "Dark theme");
    refreshPalette();
  };
  explain(button, "Light or dark");
  system.addEventListener("change", show);
  store.watch(show, ["theme"]);
  return button;
}
