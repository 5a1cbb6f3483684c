/** Controls made from rows of the state's table. Each shows the state and changes it, nothing else. */
import type { Store } from "../state/store";
import type { ChoiceRow } from "../state/rows";
import { row, table, type Key, type State } from "../state/table";
import { minus } from "../draw/format";
import { h, unique } from "./h";
import { icon } from "./icons";
import { explain } from "./tooltip";

type NumberKey = { [K in Key]: State[K] extends number ? K : never }[Key];
type ChoiceKey = { [K in Key]: (typeof table)[K] extends ChoiceRow ? K : never }[Key];
type FlagKey = { [K in Key]: State[K] extends boolean ? K : never }[Key];

/** The frame of a control: its label above it, its meaning one hover away. */
export function field(key: Key, id: string, control: HTMLElement, label: string = row(key).label): HTMLElement {
  const element = h("div", { class: "field", "data-control": key }, h("label", { for: id }, label), control);
  explain(element, row(key).help);
  return element;
}

/** A number with steps to the next one of its row's ladder; any value in range may be typed. */
export function numberField(
  store: Store,
  key: NumberKey,
  options: { label?: string; zero?: string } = {},
): HTMLElement {
  const { ladder, min, max, integer, label } = table[key];
  const id = unique(key);
  const input = h("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
  const set = (value: number) => store.set({ [key]: value });
  const step = (by: 1 | -1) => set(nextOn(ladder, store.state[key], by));
  const show = () => {
    const value = store.state[key];
    input.value = value === 0 && options.zero ? options.zero : plain(value);
    input.removeAttribute("aria-invalid");
  };
  input.addEventListener("change", () => {
    const typed = input.value.trim();
    const value = typed === options.zero ? 0 : row(key).parse(typed.replace("−", "-"));
    if (value === undefined) {
      input.setAttribute("aria-invalid", "true");
      input.title = `${options.label ?? label} is ${integer ? "a whole number" : "a number"} from ${min} to ${max}.`;
    } else {
      input.title = "";
      set(value);
      show();
    }
  });
  input.addEventListener("blur", show);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    step(event.key === "ArrowUp" ? 1 : -1);
  });
  const button = (by: 1 | -1) =>
    h(
      "button",
      {
        type: "button",
        tabindex: -1,
        "aria-label": `${by > 0 ? "More" : "Less"}: ${options.label ?? label}`,
        on: { click: () => step(by) },
      },
      icon(by > 0 ? "plus" : "minus", 14),
    );
  store.watch(show, [key]);
  return field(key, id, h("div", { class: "stepper" }, button(-1), input, button(1)), options.label);
}

/** The value after `value` on a ladder, or before it. */
export function nextOn(ladder: readonly number[], value: number, by: 1 | -1): number {
  const beyond = by > 0 ? ladder.find((v) => v > value) : ladder.findLast((v) => v < value);
  return beyond ?? value;
}

export function plain(value: number): string {
  return minus(value !== 0 && Math.abs(value) < 1e-5 ? value.toExponential() : String(value));
}

export function sliderField(store: Store, key: NumberKey, show: (value: number) => string): HTMLElement {
  const { ladder } = table[key];
  const id = unique(key);
  const input = h("input", { id, type: "range", min: 0, max: ladder.length - 1, step: 1 });
  const output = h("output", { for: id });
  const nearest = (value: number) => {
    let best = 0;
    ladder.forEach((v, i) => {
      if (Math.abs(v - value) < Math.abs(ladder[best]! - value)) best = i;
    });
    return best;
  };
  input.addEventListener("input", () => store.set({ [key]: ladder[Number(input.value)]! }));
  store.watch(
    (state) => {
      input.value = String(nearest(state[key]));
      output.value = show(state[key]);
      input.setAttribute("aria-valuetext", show(state[key]));
      input.style.setProperty("--at", `${(100 * Number(input.value)) / (ladder.length - 1)}%`);
    },
    [key],
  );
  const element = h(
    "div",
    { class: "field slider", "data-control": key },
    h("div", { class: "slider-head" }, h("label", { for: id }, row(key).label), output),
    input,
  );
  explain(element, row(key).help);
  return element;
}

export function selectField(
  store: Store,
  key: ChoiceKey,
  options: readonly (readonly [string, string])[] = table[key].options,
  label?: string,
): HTMLElement {
  const id = unique(key);
  const select = h(
    "select",
    { id },
    options.map(([value, name]) => h("option", { value }, name)),
  );
  select.addEventListener("change", () => store.set({ [key]: select.value }));
  store.watch(
    (state) => {
      select.value = state[key];
    },
    [key],
  );
  return field(key, id, h("div", { class: "select" }, select), label);
}

export function toggleField(store: Store, key: FlagKey): HTMLElement {
  const input = h("input", { type: "checkbox", role: "switch" });
  input.addEventListener("change", () => store.set({ [key]: input.checked }));
  store.watch(
    (state) => {
      input.checked = state[key];
    },
    [key],
  );
  const element = h(
    "label",
    { class: "toggle", "data-control": key },
    input,
    h("span", { class: "track" }),
    row(key).label,
  );
  explain(element, row(key).help);
  return element;
}

/** A few choices side by side. */
export function segmentedField(store: Store, key: ChoiceKey, label: string = row(key).label): HTMLElement {
  const name = unique(key);
  const inputs = table[key].options.map(([value, words]) => {
    const input = h("input", { type: "radio", name, value });
    input.addEventListener("change", () => store.set({ [key]: value }));
    return { value, input, element: h("label", {}, input, h("span", {}, words)) };
  });
  store.watch(
    (state) => {
      for (const { value, input } of inputs) input.checked = state[key] === value;
    },
    [key],
  );
  const element = h(
    "fieldset",
    { class: "segmented", "data-control": key, "aria-label": label },
    inputs.map(({ element }) => element),
  );
  explain(element, row(key).help);
  return element;
}
