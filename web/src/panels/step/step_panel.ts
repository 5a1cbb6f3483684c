/** Step through: one example forward, its loss, backward, and the update, with the numbers of this moment. */
import type { Lab } from "../../app/lab";
import type { Trace } from "../../engine/protocol";
import { full } from "../../draw/format";
import { h, replace } from "../../dom/h";
import { icon } from "../../dom/icons";
import { math } from "../../dom/math";
import { explain } from "../../dom/tooltip";
import { featureName } from "../../widgets/network/names";
import type { Diagram } from "../../widgets/network/diagram";
import type { Panel } from "../panel";
import { ChainView } from "./chain_view";
import { gradientCheck } from "./gradient_check";
import { stations, type Station } from "./steps";

const pace = 2600; // ms a station, when it goes by itself
const few = 12; // lines shown before one asks for all
const arrows = { forward: "→", loss: "●", backward: "←", update: "✓" } as const;

export class StepPanel implements Panel {
  readonly element: HTMLElement;
  readonly #list = h("ol", { class: "stations" });
  readonly #view = h("div", { class: "station", "aria-live": "polite" });
  readonly #auto: HTMLButtonElement;
  readonly #batch = h("input", { type: "checkbox", role: "switch" });
  readonly #chain: ChainView;
  #stations: Station[] = [];
  #at = 0;
  #all = false;
  #visible = false;
  #timer = 0;

  constructor(
    private readonly lab: Lab,
    private readonly diagram: Diagram,
  ) {
    this.#auto = h(
      "button",
      { type: "button", class: "button", "aria-pressed": "false", on: { click: () => this.#run(this.#timer === 0) } },
      "Auto",
    );
    const button = (words: string, name: "back" | "forward", by: number) =>
      h(
        "button",
        { type: "button", class: "button", on: { click: () => this.#go(this.#at + by) } },
        name === "back" ? icon(name, 16) : false,
        words,
        name === "forward" ? icon(name, 16) : false,
      );
    const another = h(
      "button",
      {
        type: "button",
        class: "button quiet",
        on: { click: () => lab.chooseRow((lab.row + 1) % lab.data.train_y.length) },
      },
      "Another example",
    );
    explain(another, "Or click any training point on the plane.");
    const batch = h("label", { class: "toggle" }, this.#batch, h("span", { class: "track" }), "a whole mini-batch");
    explain(batch, "Average the slopes over a mini-batch, as training does, and follow its first example.");
    this.#batch.addEventListener("change", () => void this.#refresh());
    this.#chain = new ChainView(lab);
    this.element = h(
      "div",
      { class: "step-through" },
      h(
        "div",
        { class: "step-bar" },
        button("Previous", "back", -1),
        button("Next", "forward", 1),
        this.#auto,
        another,
        batch,
        gradientCheck(lab),
      ),
      h("div", { class: "step-body" }, this.#list, this.#view),
      this.#chain.element,
    );
    lab.on("row", () => void this.#refresh());
    lab.on("snapshot", (snapshot) => !snapshot.playing && void this.#refresh());
    lab.on("playing", () => this.#show());
    lab.on("parameter", () => lab.store.set({ panel: "step" }));
  }

  shown(): void {
    this.#visible = true;
    void this.#refresh();
  }

  hidden(): void {
    this.#visible = false;
    this.#run(false);
    this.diagram.light(null);
  }

  async #refresh(): Promise<void> {
    if (!this.#visible || this.lab.playing || !this.lab.has("data") || this.lab.data.train_y.length === 0) return;
    const { data, configured, row, state } = this.lab;
    const size = this.#batch.checked
      ? state.batch_size === 0
        ? data.train_y.length
        : Math.min(state.batch_size, data.train_y.length)
      : 1;
    const rows = Array.from({ length: size }, (_, i) => (row + i) % data.train_y.length);
    const trace: Trace | null = await this.lab.attempt(() => this.lab.call("trace", rows));
    if (!trace) return;
    this.#stations = stations(trace, {
      inputs: configured.inputs.map(featureName),
      classes: configured.classes,
      regression: configured.task === "regression",
      loss: state.loss,
    });
    this.#at = Math.min(this.#at, this.#stations.length - 1);
    this.#show();
  }

  /** Scrolls the list, and not the page, to the station that is shown. */
  #showCurrent(): void {
    const current = this.#list.querySelector<HTMLElement>("[aria-current]");
    if (!current) return;
    const { left, width, top, height } = current.getBoundingClientRect();
    const list = this.#list.getBoundingClientRect();
    this.#list.scrollBy(left - list.left - (list.width - width) / 2, top - list.top - (list.height - height) / 2);
  }

  #go(to: number): void {
    const move = () => {
      const count = this.#stations.length;
      if (count === 0) return;
      this.#at = (to + count) % count;
      this.#all = false;
      this.#show();
    };
    if (this.lab.playing)
      void this.lab
        .pause()
        .then(() => this.#refresh())
        .then(move);
    else move();
  }

  #run(on: boolean): void {
    clearInterval(this.#timer);
    this.#timer = on ? window.setInterval(() => this.#go(this.#at + 1), pace) : 0;
    this.#auto.setAttribute("aria-pressed", String(on));
    if (on) this.#go(this.#at + 1);
  }

  #show(): void {
    if (!this.#visible) return;
    if (this.lab.playing || this.#stations.length === 0) {
      this.diagram.light(null);
      replace(this.#list);
      const pause = h(
        "button",
        { type: "button", class: "button strong", on: { click: () => void this.lab.pause() } },
        "Pause and look inside",
      );
      return replace(
        this.#view,
        h(
          "div",
          { class: "invitation" },
          h("h2", {}, "What happens in one step of training?"),
          h(
            "p",
            { class: "quiet" },
            "Follow a single point through the network, forwards and backwards, with the very numbers it has now.",
          ),
          pause,
        ),
      );
    }
    const station = this.#stations[this.#at]!;
    this.diagram.light(
      station.layer === null ? null : { layer: station.layer, backward: station.phase === "backward" },
    );
    replace(
      this.#list,
      this.#stations.map(({ title, phase }, i) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              "aria-current": i === this.#at ? "step" : undefined,
              class: phase,
              on: { click: () => this.#go(i) },
            },
            h("span", { class: "arrow", "aria-hidden": "true" }, arrows[phase]),
            title,
          ),
        ),
      ),
    );
    this.#showCurrent();
    const shown = this.#all ? station.lines : station.lines.slice(0, few);
    const more = station.lines.length - shown.length;
    replace(
      this.#view,
      h("h2", {}, station.title),
      h("p", { class: "quiet" }, station.words),
      h("p", { class: "formula" }, math(station.formula)),
      h(
        "div",
        { class: "lines" },
        shown.map((line) =>
          h(
            "div",
            { class: "line" },
            math(line.left, "left"),
            h(
              "span",
              {
                class: `value ${line.value === undefined ? "" : line.value < 0 ? "negative" : "positive"}`,
                title: line.value === undefined ? undefined : full(line.value),
              },
              line.right,
            ),
          ),
        ),
      ),
      more > 0 &&
        h(
          "button",
          {
            type: "button",
            class: "button small",
            on: {
              click: () => {
                this.#all = true;
                this.#show();
              },
            },
          },
          `${more} more lines`,
        ),
    );
  }
}
