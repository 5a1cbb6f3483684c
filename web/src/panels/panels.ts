/** The lower part of the page: tabs to look deeper. */
import type { Lab } from "../app/lab";
import { h } from "../dom/h";
import { table } from "../state/table";
import type { Panel } from "./panel";

export function panels(lab: Lab, all: Record<string, Panel>): HTMLElement {
  const tabs = table.panel.options
    .filter(([name]) => all[name])
    .map(([name, words]) => {
      const tab = h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          "aria-controls": `panel-${name}`,
          on: { click: () => lab.store.set({ panel: name }) },
        },
        words,
      );
      const body = h(
        "div",
        { role: "tabpanel", id: `panel-${name}`, class: "panel", "aria-labelledby": `tab-${name}`, hidden: true },
        all[name]!.element,
      );
      return { name, tab, body, panel: all[name]! };
    });
  const list = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": "Look closer" },
    tabs.map(({ tab }) => tab),
  );
  list.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = tabs.findIndex(({ name }) => name === lab.state.panel);
    const next = tabs[(at + by + tabs.length) % tabs.length]!;
    lab.store.set({ panel: next.name });
    next.tab.focus();
  });
  let open: (typeof tabs)[number] | null = null;
  const show = () => {
    const next = tabs.find(({ name }) => name === lab.state.panel) ?? tabs[0]!;
    if (next === open) return;
    open?.panel.hidden();
    open = next;
    for (const { tab, body } of tabs) {
      const selected = tab === next.tab;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      body.hidden = !selected;
    }
    next.panel.shown();
  };
  lab.store.watch(() => lab.has("configured") && show(), ["panel"]);
  lab.on("configured", show);
  return h(
    "section",
    { class: "card panels", "aria-label": "Look closer" },
    list,
    tabs.map(({ body }) => body),
  );
}
