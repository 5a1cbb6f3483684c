/** Loss over epochs: this run in ink, test data dashed, earlier runs behind; with axes and a reading line. */
import { extent } from "d3-array";
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from "d3-scale";
import { line } from "d3-shape";
import type { Lab } from "../app/lab";
import type { Run, Runs } from "../app/runs";
import { font, onceAFrame, surface, type Surface } from "../draw/canvas";
import { count, loss } from "../draw/format";
import { onPaletteChange, palette } from "../draw/palette";
import { h, text } from "../dom/h";

const margin = { left: 36, top: 10, right: 10, bottom: 20 };

export class LossChart {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas", { role: "img", "aria-label": "Loss over epochs", tabindex: 0 });
  readonly #reading = h("output", { class: "reading" });
  readonly #surface: Surface;
  #at: number | null = null; // epoch under the pointer
  #x = scaleLinear();
  #y: ScaleContinuousNumeric<number, number> = scaleLinear();
  readonly draw = onceAFrame(() => this.#draw());

  constructor(
    private readonly lab: Lab,
    private readonly runs: Runs,
  ) {
    this.element = h("div", { class: "loss-chart" }, this.#canvas, this.#reading);
    this.#surface = surface(this.#canvas, () => this.draw());
    runs.onChange(() => this.draw());
    lab.store.watch(() => this.draw(), ["axis"]);
    onPaletteChange(() => this.draw());
    this.#canvas.addEventListener("pointermove", (event) => this.#read(this.#x.invert(event.offsetX)));
    this.#canvas.addEventListener("pointerleave", () => this.#read(null));
    this.#canvas.addEventListener("blur", () => this.#read(null));
    this.#canvas.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      event.preventDefault();
      const last = this.runs.current.epochs.at(-1) ?? 0;
      const by = Math.max(1, Math.round(last / 50)) * (event.key === "ArrowLeft" ? -1 : 1);
      this.#read(Math.max(0, Math.min(last, (this.#at ?? last) + by)));
    });
  }

  #read(at: number | null): void {
    this.#at = at;
    this.draw();
  }

  #draw(): void {
    const { width, height } = this.#surface;
    if (width === 0) return;
    const context = this.#surface.begin();
    const shown = [...this.runs.kept.filter((run) => run.shown).reverse(), this.runs.current];
    this.#scale(shown, width, height);
    this.#axes(context, width, height);
    for (const run of shown) this.#run(context, run, run === this.runs.current);
    this.#readingLine(context, height);
  }

  #scale(shown: Run[], width: number, height: number): void {
    const last = Math.max(10, ...shown.map((run) => run.epochs.at(-1) ?? 0));
    this.#x = scaleLinear([0, last], [margin.left, width - margin.right]);
    const values = shown
      .flatMap((run) => [extent(run.train), extent(run.test)])
      .flat()
      .filter((v): v is number => v !== undefined);
    const top = Math.max(0.05, ...values);
    if (this.lab.state.axis === "log") {
      const least = Math.max(1e-9, Math.min(top / 10, ...values.filter((v) => v > 0)));
      this.#y = scaleLog([least, top], [height - margin.bottom, margin.top]).clamp(true);
    } else {
      this.#y = scaleLinear([0, top], [height - margin.bottom, margin.top]).nice(4);
    }
  }

  #axes(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { soft, line: rule } = palette();
    context.font = font(10.5);
    context.fillStyle = soft;
    context.strokeStyle = rule;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    const log = this.lab.state.axis === "log";
    for (const tick of this.#y.ticks(4)) {
      if (log && !isPower(tick)) continue;
      const y = Math.round(this.#y(tick)) + 0.5;
      context.beginPath();
      context.moveTo(margin.left, y);
      context.lineTo(width - margin.right, y);
      context.stroke();
      context.fillText(
        tick >= 0.001 || tick === 0 ? String(Number(tick.toPrecision(3))) : tick.toExponential(0),
        margin.left - 6,
        y,
      );
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const tick of this.#x.ticks(Math.max(2, Math.floor(width / 90)))) {
      if (Number.isInteger(tick))
        context.fillText(count(tick), Math.min(this.#x(tick), width - 16), height - margin.bottom + 6);
    }
  }

  #run(context: CanvasRenderingContext2D, run: Run, current: boolean): void {
    const { ink, soft } = palette();
    const series = (values: number[], dashed: boolean) => {
      if (values.length < 2) return;
      const path = line<number>()
        .x((i) => this.#x(run.epochs[i]!))
        .y((i) => this.#y(values[i]!))
        .context(context);
      context.beginPath();
      path(Array.from(values.keys()));
      context.setLineDash(dashed ? [4, 3] : []);
      context.strokeStyle = current ? ink : soft;
      context.globalAlpha = current ? 1 : 0.4;
      context.lineWidth = current ? 1.8 : 1.2;
      context.lineJoin = "round";
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    };
    series(run.test, true);
    series(run.train, false);
  }

  #readingLine(context: CanvasRenderingContext2D, height: number): void {
    const { epochs, train, test } = this.runs.current;
    if (this.#at === null || epochs.length === 0) return text(this.#reading, "");
    let i = epochs.findIndex((epoch) => epoch >= this.#at!);
    if (i < 0) i = epochs.length - 1;
    const { ink, card } = palette();
    const x = this.#x(epochs[i]!);
    context.strokeStyle = ink;
    context.globalAlpha = 0.4;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, margin.top);
    context.lineTo(x, height - margin.bottom);
    context.stroke();
    context.globalAlpha = 1;
    for (const value of test.length > 0 ? [train[i]!, test[i]!] : [train[i]!]) {
      context.beginPath();
      context.arc(x, this.#y(value), 3.5, 0, 2 * Math.PI);
      context.fillStyle = ink;
      context.strokeStyle = card;
      context.fill();
      context.stroke();
    }
    text(
      this.#reading,
      `epoch ${count(epochs[i]!)}: train ${loss(train[i]!)}${test.length > 0 ? `, test ${loss(test[i]!)}` : ""}`,
    );
  }
}

function isPower(value: number): boolean {
  const exponent = Math.log10(value);
  return Math.abs(exponent - Math.round(exponent)) < 1e-6;
}
