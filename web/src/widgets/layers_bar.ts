/** Above the diagram: how many hidden layers, one more, one less. */
import type { Lab } from "../app/lab";
import { h, text } from "../dom/h";
import { icon } from "../dom/icons";
import { explain } from "../dom/tooltip";
import { activationsOf, compact } from "./network/names";

export function layersBar(lab: Lab): HTMLElement {
  const words = h("span", { "aria-live": "polite" });
  const size = h("span", { class: "quiet size" });
  const button = (name: "plus" | "minus", label: string, press: () => void) =>
    h("button", { type: "button", "aria-label": label, on: { click: press } }, icon(name, 15));
  const less = button("minus", "Remove the last hidden layer", () =>
    lab.store.set({
      hidden: lab.state.hidden.slice(0, -1),
      activation: compact(activationsOf(lab.configured).slice(0, -1)),
    }),
  );
  const more = button("plus", "Add a hidden layer", () => {
    const { hidden } = lab.state;
    const present = activationsOf(lab.configured);
    lab.store.set({
      hidden: [...hidden, Math.min(hidden.at(-1) ?? 4, 8)],
      activation: compact([...present, present.at(-1) ?? lab.state.activation[0] ?? "tanh"]),
    });
  });
  lab.on("configured", ({ settings, parameters }) => {
    const n = settings.hidden.length;
    text(words, n === 0 ? "No hidden layer" : n === 1 ? "1 hidden layer" : `${n} hidden layers`);
    text(size, `${parameters} weights and biases`);
    less.disabled = n === 0;
    more.disabled = n >= lab.choices.limits.layers;
  });
  const element = h(
    "div",
    { class: "layers-bar", "data-control": "layers" },
    h("div", { class: "stepper" }, less, words, more),
    size,
  );
  explain(
    words,
    "A layer reads the one before it. Without any, the network is logistic regression: one straight line.",
  );
  return element;
}
