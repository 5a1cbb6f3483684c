/** A small card to see, change and freeze one weight or bias. */
import type { Lab } from "../../app/lab";
import { full } from "../../draw/format";
import { h } from "../../dom/h";
import { popover_at } from "../../dom/popover";
import type { Diagram } from "./diagram";
import { feature_name } from "./names";

/** What a parameter is, in words: its name, and which units it joins. */
export function parameter_words(lab: Lab, parameter: number): { name: string; story: string } {
  const { blocks, layers, inputs } = lab.configured;
  const block = blocks.find((b) => parameter >= b.offset && parameter < b.offset + b.rows * b.cols)!;
  const [from, to] = [Math.floor((parameter - block.offset) / block.cols), (parameter - block.offset) % block.cols];
  const above = block.layer === layers.length - 1 ? `output ${to + 1}` : `unit ${to + 1} of hidden layer ${block.layer + 1}`;
  if (!block.is_weight) return { name: `${block.name}[${to + 1}]`, story: `The bias of ${above}.` };
  const below = block.layer === 0 ? feature_name(inputs[from]!) : `unit ${from + 1} of hidden layer ${block.layer}`;
  return { name: `${block.name}[${from + 1}, ${to + 1}]`, story: `The weight from ${below} to ${above}.` };
}

/** An input for one parameter, kept in step with training while it is not being typed in. */
export function parameter_input(lab: Lab, diagram: Diagram, parameter: number): { element: HTMLElement; stop: () => void } {
  const { name } = parameter_words(lab, parameter);
  const input = h("input", { type: "text", inputmode: "decimal", class: "number", "aria-label": `${name}, value`, spellcheck: "false" });
  const freeze = h("input", { type: "checkbox", role: "switch", "aria-label": `${name}, frozen` });
  const show = () => {
    if (document.activeElement === input) return;
    const value = lab.snapshot.parameters[parameter];
    if (value !== undefined) input.value = full(value);
  };
  show();
  freeze.checked = diagram.is_frozen(parameter);
  const stop = lab.on("snapshot", show);
  input.addEventListener("change", () => {
    const typed = input.value.trim().replace("−", "-");
    const value = typed === "" ? NaN : Number(typed);
    input.toggleAttribute("aria-invalid", !Number.isFinite(value));
    if (Number.isFinite(value)) void lab.attempt(() => lab.call("set_parameter", parameter, value).then(() => lab.look()));
  });
  input.addEventListener("blur", show);
  freeze.addEventListener("change", () =>
    void lab.attempt(() => lab.call("freeze", parameter, freeze.checked).then(() => diagram.refresh_frozen())));
  const element = h("div", { class: "parameter" }, input, h("label", { class: "toggle" }, freeze, h("span", { class: "track" }), "freeze"));
  return { element, stop };
}

export function open_weight_card(lab: Lab, diagram: Diagram, parameter: number, rect: DOMRect): void {
  const { name, story } = parameter_words(lab, parameter);
  const value = parameter_input(lab, diagram, parameter);
  const card = popover_at(rect, name, [
    h("h3", {}, name), h("p", { class: "quiet" }, story), value.element,
    h("button", { type: "button", class: "button small", on: { click: () => {
      lab.emit("parameter", parameter);
      card.close();
    } } }, "Where its gradient comes from"),
  ], value.stop);
  card.panel.classList.add("weight-card");
}
