/** What is wrong with a unit, if anything: dead, saturated, or saying the same everywhere. */
import type { Lab } from "../app/lab";
import type { Snapshot, UnitDiagnosis } from "../engine/protocol";
import { percent, short } from "../draw/format";
import { h, replace } from "../dom/h";
import type { Diagram } from "../widgets/network/diagram";
import type { Panel } from "./panel";

const pace = 300; // ms between looks while training

export class UnitsPanel implements Panel {
  readonly element = h("div", { class: "units-panel" });
  #visible = false;
  #last = 0;

  constructor(
    private readonly lab: Lab,
    private readonly diagram: Diagram,
  ) {
    lab.on("snapshot", (snapshot) => this.#take(snapshot));
  }

  shown(): void {
    this.#visible = true;
    this.#last = 0;
    void this.lab.look({ units: true });
  }

  hidden(): void {
    this.#visible = false;
    this.diagram.ail(new Set());
    void this.lab.call("watch", { units: false });
  }

  #take({ units, playing }: Snapshot): void {
    const now = performance.now();
    if (!this.#visible || !units || (playing && now - this.#last < pace)) return;
    this.#last = now;
    const { maps, layers } = this.lab.configured;
    const sick = units.filter(({ state }) => state !== "ok");
    this.diagram.ail(
      new Set(sick.map((u) => maps.findIndex((m) => m.kind === "hidden" && m.layer === u.layer && m.unit === u.unit))),
    );
    const hidden = layers.length - 1;
    if (hidden === 0)
      return replace(
        this.element,
        h("p", { class: "quiet" }, "There is no hidden layer, so there are no units to look at."),
      );
    replace(
      this.element,
      h(
        "p",
        {},
        sick.length === 0
          ? "All hidden units are well: each says different things in different places, and can still learn."
          : `${sick.length} of ${units.length} hidden units do little or nothing.`,
      ),
      Array.from({ length: hidden }, (_, layer) =>
        h(
          "div",
          { class: "unit-layer" },
          h("h2", { class: "caption" }, `Hidden layer ${layer + 1}, ${layers[layer]!.activation}`),
          h("div", { class: "unit-cards" }, units.filter((u) => u.layer === layer).map(card)),
        ),
      ),
    );
  }
}

const words = { ok: "well", dead: "dead", saturated: "saturated", constant: "constant" } as const;

function card(unit: UnitDiagnosis): HTMLElement {
  const meter = h("span", { class: "meter", "aria-hidden": "true" }, h("span", {}));
  (meter.firstChild as HTMLElement).style.width = `${100 * unit.active}%`;
  return h(
    "div",
    { class: `unit-state ${unit.state}` },
    h("div", { class: "unit-head" }, h("strong", {}, `Unit ${unit.unit + 1}`), h("span", {}, words[unit.state])),
    meter,
    h(
      "span",
      { class: "quiet" },
      `awake on ${percent(unit.active)}; mean ${short(unit.mean)} ± ${short(unit.deviation)}`,
    ),
    unit.message && h("p", {}, unit.message),
  );
}
