/** A small card to see, change and freeze one weight or bias. */
import type { Lab } from "../../app/lab";
import { full } from "../../draw/format";
import { h } from "../../dom/h";
import { popoverAt } from "../../dom/popover";
import { featureName } from "./names";

/** Which parameters are not trained. */
export interface Frozen {
  isFrozen(parameter: number): boolean;
  refreshFrozen(): Promise<void>;
}

/** What a parameter is, in words: its name, and which units it joins. */
export function parameterWords(lab: Lab, parameter: number): { name: string; story: string } {
  const { blocks, layers, inputs } = lab.configured;
  const block = blocks.find((b) => parameter >= b.offset && parameter < b.offset + b.rows * b.cols)!;
  const [from, to] = [Math.floor((parameter - block.offset) / block.cols), (parameter - block.offset) % block.cols];
  const above =
    block.layer === layers.length - 1 ? `output ${to + 1}` : `unit ${to + 1} of hidden layer ${block.layer + 1}`;
  if (!block.is_weight) return { name: `${block.name}[${to + 1}]`, story: `The bias of ${above}.` };
  const below = block.layer === 0 ? featureName(inputs[from]!) : `unit ${from + 1} of hidden layer ${block.layer}`;
  return { name: `${block.name}[${from + 1}, ${to + 1}]`, story: `The weight from ${below} to ${above}.` };
}

/** An input for one parameter, kept in step with training while it is not being typed in. */
export function parameterInput(lab: Lab, held: Frozen, parameter: number): { element: HTMLElement; stop: () => void } {
  const { name } = parameterWords(lab, parameter);
  const input = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "number",
    "aria-label": `${name}, value`,
    spellcheck: "false",
  });
  const freeze = h("input", { type: "checkbox", role: "switch", "aria-label": `${name}, frozen` });
  const show = () => {
    if (document.activeElement === input) return;
    const value = lab.snapshot.parameters[parameter];
    if (value !== undefined) input.value = full(value);
  };
  show();
  freeze.checked = held.isFrozen(parameter);
  const stop = lab.on("snapshot", show);
  input.addEventListener("change", () => {
    const typed = input.value.trim().replace("−", "-");
    const value = typed === "" ? NaN : Number(typed);
    input.toggleAttribute("aria-invalid", !Number.isFinite(value));
    if (Number.isFinite(value))
      void lab.attempt(() => lab.call("set_parameter", parameter, value).then(() => lab.look()));
  });
  input.addEventListener("blur", show);
  freeze.addEventListener(
    "change",
    () => void lab.attempt(() => lab.call("freeze", parameter, freeze.checked).then(() => held.refreshFrozen())),
  );
  const element = h(
    "div",
    { class: "parameter" },
    input,
    h("label", { class: "toggle" }, freeze, h("span", { class: "track" }), "freeze"),
  );
  return { element, stop };
}

export function openWeightCard(lab: Lab, held: Frozen, parameter: number, rect: DOMRect): void {
  const { name, story } = parameterWords(lab, parameter);
  const value = parameterInput(lab, held, parameter);
  const card = popoverAt(
    rect,
    name,
    [
      h("h3", {}, name),
      h("p", { class: "quiet" }, story),
      value.element,
      h(
        "button",
        {
          type: "button",
          class: "button small",
          on: {
            click: () => {
              lab.emit("parameter", parameter);
              card.close();
            },
          },
        },
        "Where its gradient comes from",
      ),
    ],
    value.stop,
  );
  card.panel.classList.add("weight-card");
}
