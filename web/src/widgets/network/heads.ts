/** Above each column of the diagram its name; above hidden layers also units and activation. */
import type { Lab } from "../../app/lab";
import { h, replace } from "../../dom/h";
import { icon } from "../../dom/icons";
import { table } from "../../state/table";
import type { Layout } from "./layout";
import { activationsOf, compact } from "./names";

export function layerHeads(parent: HTMLElement, lab: Lab, layout: Layout): void {
  const { settings } = lab.configured;
  const focused = document.activeElement?.getAttribute("data-head");
  const heads = layout.columns.map((column, i) => {
    const head =
      i === 0 ? plainHead("Inputs") : i > settings.hidden.length ? plainHead("Output") : hiddenHead(lab, i - 1);
    head.style.left = `${column.x}px`;
    return head;
  });
  replace(parent, heads);
  parent.classList.toggle("tight", layout.tight);
  if (focused) parent.querySelector<HTMLElement>(`[data-head="${focused}"]`)?.focus();
}

function plainHead(name: string): HTMLElement {
  return h("div", { class: "layer-head" }, h("span", { class: "caption" }, name));
}

function hiddenHead(lab: Lab, layer: number): HTMLElement {
  const { settings } = lab.configured;
  const { activations, limits } = lab.choices;
  const units = settings.hidden[layer]!;
  const present = activationsOf(lab.configured);
  const setUnits = (to: number) => {
    if (to < 1 || to > limits.units) return;
    lab.store.set({ hidden: lab.state.hidden.map((n, i) => (i === layer ? to : n)) });
  };
  const button = (name: "plus" | "minus", to: number, words: string) =>
    h(
      "button",
      {
        type: "button",
        "data-head": `${name}${layer}`,
        "aria-label": `${words} in hidden layer ${layer + 1}`,
        disabled: to < 1 || to > limits.units,
        on: { click: () => setUnits(to) },
      },
      icon(name, 14),
    );
  const input = h("input", {
    type: "text",
    inputmode: "numeric",
    value: units,
    "aria-label": `Units in hidden layer ${layer + 1}`,
    "data-head": `units${layer}`,
  });
  input.addEventListener("change", () => {
    const typed = Number(input.value);
    if (Number.isInteger(typed) && typed >= 1 && typed <= limits.units) setUnits(typed);
    else input.value = String(units);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    setUnits(units + (event.key === "ArrowUp" ? 1 : -1));
  });
  const select = h(
    "select",
    { "aria-label": `Activation of hidden layer ${layer + 1}`, "data-head": `activation${layer}` },
    activations.map((name) => h("option", { value: name, selected: name === present[layer] }, name)),
  );
  select.addEventListener("change", () =>
    lab.store.set({ activation: compact(present.map((name, i) => (i === layer ? select.value : name))) }),
  );
  return h(
    "div",
    { class: "layer-head hidden-head" },
    h(
      "div",
      { class: "stepper small", "data-control": "units", "data-help": table.hidden.help },
      button("minus", units - 1, "One unit less"),
      input,
      button("plus", units + 1, "One unit more"),
    ),
    h("div", { class: "select bare", "data-control": "layer_activation", "data-help": table.activation.help }, select),
  );
}
