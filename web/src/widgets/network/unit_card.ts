/** A card for one unit: its bias and incoming weights, to see, change and freeze. */
import type { Lab } from "../../app/lab";
import { h } from "../../dom/h";
import { popoverAt } from "../../dom/popover";
import { featureName, layerName } from "./names";
import { explain } from "../../dom/tooltip";
import { parameterInput, parameterWords, type Frozen } from "./weight_card";

const mostRows = 64;

export function openUnitCard(lab: Lab, held: Frozen, layer: number, unit: number, rect: DOMRect): void {
  const { blocks, layers, inputs, classes, task } = lab.configured;
  const weights = blocks.find((b) => b.layer === layer && b.is_weight)!;
  const biases = blocks.find((b) => b.layer === layer && !b.is_weight);
  const fields: { element: HTMLElement; stop: () => void }[] = [];
  const line = (name: string, parameter: number) => {
    const value = parameterInput(lab, held, parameter);
    fields.push(value);
    const why = h(
      "button",
      {
        type: "button",
        class: "icon-button small",
        "aria-label": `Where the gradient of ${parameterWords(lab, parameter).name} comes from`,
        on: {
          click: () => {
            lab.emit("parameter", parameter);
            card.close();
          },
        },
      },
      "∂",
    );
    explain(why, "Where its gradient comes from: the chain rule, from the loss down to here.");
    return h("div", { class: "parameter-row" }, h("span", { class: "caption" }, name), value.element, why);
  };
  const rows = Array.from({ length: Math.min(weights.rows, mostRows) }, (_, from) =>
    line(layer === 0 ? featureName(inputs[from]!) : `unit ${from + 1}`, weights.offset + from * weights.cols + unit),
  );
  const output = layer === layers.length - 1;
  const title =
    output && task === "classification" && layers.at(-1)!.units > 1
      ? `Output: class ${classes[unit]}`
      : `Unit ${unit + 1} of ${layerName(layer, layers.length)}`;
  const card = popoverAt(
    rect,
    title,
    [
      h("h3", {}, title),
      h(
        "p",
        { class: "quiet" },
        output
          ? "Its weighted sum of the layer before, plus a bias."
          : `${layers[layer]!.activation} of its weighted sum, plus a bias.`,
      ),
      biases ? line("bias", biases.offset + unit) : false,
      h("div", { class: "parameter-rows" }, rows),
    ],
    () => fields.forEach((f) => f.stop()),
  );
  card.panel.classList.add("unit-card");
}
