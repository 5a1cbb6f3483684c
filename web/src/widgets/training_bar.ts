/** How training goes: the controls used most side by side, all others behind "More". */
import type { Lab } from "../app/lab";
import { field, numberField, selectField } from "../dom/fields";
import { h, unique } from "../dom/h";
import { icon } from "../dom/icons";
import { popover } from "../dom/popover";
import { explain } from "../dom/tooltip";
import { nextOn } from "../dom/fields";
import { table, type Key } from "../state/table";

const named = (list: readonly string[]) => list.map((name) => [name, name] as const);

export function trainingBar(lab: Lab): HTMLElement {
  const { store, choices } = lab;
  const more = h(
    "button",
    { type: "button", class: "button quiet", "data-control": "more" },
    icon("sliders", 16),
    "More",
  );
  explain(more, "Everything else: momentum, dropout, schedules, first weights, precision, when to stop.");
  popover(
    more,
    "More settings",
    h("h3", {}, "Training"),
    h(
      "div",
      { class: "grid" },
      numberField(store, "momentum"),
      numberField(store, "dropout", { zero: "none" }),
      numberField(store, "label_smoothing", { zero: "none" }),
      selectField(store, "schedule", named(choices.schedules)),
      numberField(store, "decay"),
      numberField(store, "factor"),
      numberField(store, "every"),
      selectField(store, "reduction"),
      selectField(store, "loss"),
    ),
    h("h3", {}, "Network"),
    h(
      "div",
      { class: "grid" },
      selectField(store, "initialisation", named(choices.initialisations)),
      numberField(store, "seed"),
      selectField(store, "output"),
      selectField(store, "precision"),
    ),
    h("h3", {}, "Stopping"),
    h(
      "div",
      { class: "grid" },
      numberField(store, "epochs", { zero: "never" }),
      numberField(store, "stop_below", { zero: "never" }),
    ),
  ).panel.classList.add("wide");
  const bar = h(
    "div",
    { class: "training-bar" },
    numberField(store, "learning_rate"),
    activationField(lab),
    selectField(store, "solver", named(choices.solvers)),
    penaltyFields(lab),
    numberField(store, "batch_size", { zero: "all" }),
    more,
  );
  relevance(lab);
  return bar;
}

/** One activation for all hidden layers; each layer has its own above it in the diagram. */
function activationField(lab: Lab): HTMLElement {
  const id = unique("activation");
  const mixed = h("option", { value: "", disabled: true, hidden: true }, "mixed");
  const select = h(
    "select",
    { id },
    mixed,
    named(lab.choices.activations).map(([value, name]) => h("option", { value }, name)),
  );
  select.addEventListener("change", () => lab.store.set({ activation: [select.value] }));
  lab.store.watch(
    ({ activation }) => {
      const kinds = new Set(activation);
      select.value = kinds.size === 1 ? activation[0]! : "";
    },
    ["activation"],
  );
  return field("activation", id, h("div", { class: "select" }, select));
}

/** None, L1 or L2, and how strong; the engine has both as numbers. */
function penaltyFields(lab: Lab): HTMLElement[] {
  const { store } = lab;
  const [id, rateId] = [unique("penalty"), unique("penalty-rate")];
  const select = h(
    "select",
    { id },
    [
      ["none", "none"],
      ["l1", "L1"],
      ["l2", "L2"],
    ].map(([value, name]) => h("option", { value }, name)),
  );
  const input = h("input", { id: rateId, type: "text", inputmode: "decimal" });
  const kind = () => (store.state.l1 > 0 ? "l1" : store.state.l2 > 0 ? "l2" : (select.value as "none" | "l1" | "l2"));
  const apply = (type: string, rate: number) =>
    store.set({ l1: type === "l1" ? rate : 0, l2: type === "l2" ? rate : 0 });
  const rate = () => store.state.l1 || store.state.l2;
  const show = () => {
    select.value = rate() > 0 ? kind() : "none";
    input.value = String(rate());
    rateField.classList.toggle("idle", select.value === "none");
  };
  select.addEventListener("change", () => apply(select.value, select.value === "none" ? 0 : rate() || 0.001));
  const step = (by: 1 | -1) => {
    const to = nextOn(table.l2.ladder, rate(), by);
    apply(select.value === "none" ? "l2" : select.value, to);
  };
  input.addEventListener("change", () => {
    const value = Number(input.value);
    if (input.value.trim() !== "" && value >= 0 && value <= 100)
      apply(select.value === "none" ? "l2" : select.value, value);
    show();
  });
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
        "aria-label": `${by > 0 ? "More" : "Less"}: regularisation rate`,
        on: { click: () => step(by) },
      },
      icon(by > 0 ? "plus" : "minus", 14),
    );
  const kindField = field("l2", id, h("div", { class: "select" }, select), "Regularisation");
  const rateField = field("l2", rateId, h("div", { class: "stepper" }, button(-1), input, button(1)), "Its rate");
  kindField.dataset["control"] = "regularisation";
  rateField.dataset["control"] = "regularisation_rate";
  kindField.dataset["help"] =
    "A price on large weights. L2 keeps all of them small; L1 makes many of them exactly zero. Both keep the " +
    "edges soft.";
  rateField.dataset["help"] = "How high that price is. It can be changed while training.";
  store.watch(show, ["l1", "l2"]);
  return [kindField, rateField];
}

/** Controls that change nothing at present are shown faint, and stay usable. */
function relevance(lab: Lab): void {
  const used: [Key, () => boolean][] = [
    ["momentum", () => lab.state.solver === "sgd" || lab.state.solver === "momentum"],
    ["decay", () => lab.state.schedule === "invscaling"],
    ["factor", () => lab.state.schedule === "step"],
    ["every", () => lab.state.schedule === "step"],
    ["loss", () => lab.has("configured") && lab.configured.task === "regression"],
    ["label_smoothing", () => !lab.has("configured") || lab.configured.task !== "regression"],
    ["batch_size", () => lab.state.solver !== "rprop" && lab.state.solver !== "lbfgs"],
  ];
  const show = () => {
    for (const [key, needed] of used)
      for (const element of document.querySelectorAll(`[data-control="${key}"]`))
        element.classList.toggle("idle", !needed());
  };
  lab.on("configured", show);
  lab.store.watch(show, ["solver", "schedule"]);
}
