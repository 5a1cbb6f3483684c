/** Which classes are taken for which. */
import { scaleSqrt } from "d3-scale";
import type { Lab } from "../app/lab";
import type { Snapshot } from "../engine/protocol";
import { h, replace } from "../dom/h";
import { mark } from "../widgets/legend";
import type { Panel } from "./panel";

const pace = 200; // ms between looks while training

export class ConfusionPanel implements Panel {
  readonly element = h("div", { class: "confusion-panel" });
  #visible = false;
  #last = 0;

  constructor(private readonly lab: Lab) {
    lab.on("snapshot", (snapshot) => this.#take(snapshot));
  }

  shown(): void {
    this.#visible = true;
    this.#last = 0;
    void this.lab.look({ confusion: true });
  }

  hidden(): void {
    this.#visible = false;
    void this.lab.call("watch", { confusion: false });
  }

  #take({ confusion, playing }: Snapshot): void {
    const now = performance.now();
    if (!this.#visible || (playing && now - this.#last < pace)) return;
    this.#last = now;
    if (this.lab.configured.task === "regression")
      return replace(
        this.element,
        h(
          "p",
          { class: "quiet" },
          "The answer is a value here, not a class: nothing can be mistaken for something else.",
        ),
      );
    if (!confusion) return;
    replace(
      this.element,
      this.#matrix("Training points", confusion.train),
      this.lab.data.test_y.length > 0 && this.#matrix("Test points", confusion.test),
    );
  }

  #matrix(title: string, counts: Int32Array): HTMLElement {
    const { classes } = this.lab.configured;
    const n = classes.length;
    const shade = scaleSqrt([0, Math.max(1, ...counts)], [0, 0.75]);
    const rows = classes.map((name, i) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, mark(i), name),
        classes.map((_, j) => {
          const count = counts[i * n + j]!;
          const cell = h("td", { class: i === j ? "right" : count > 0 ? "wrong" : "" }, count);
          cell.style.setProperty("--shade", String(shade(count)));
          return cell;
        }),
      ),
    );
    return h(
      "table",
      { class: "confusion" },
      h("caption", {}, title, h("span", { class: "quiet" }, "rows: what it is; columns: what the network says")),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("td", {}),
          classes.map((name, j) => h("th", { scope: "col" }, mark(j), name)),
        ),
      ),
      h("tbody", {}, rows),
    );
  }
}
