/** The hills that training walks on: the loss on a square of weights around these, with the way here. */
import { contours } from "d3-contour";
import { scaleLinear, scaleLog } from "d3-scale";
import { interpolateRgb } from "d3-interpolate";
import { rgb } from "d3-color";
import type { Lab } from "../app/lab";
import type { LossSurface } from "../engine/protocol";
import { font, onceAFrame, surface, type Surface } from "../draw/canvas";
import { percent, short } from "../draw/format";
import { Heat } from "../draw/heat";
import { onPaletteChange, palette } from "../draw/palette";
import { h, text } from "../dom/h";
import { hideTooltip, showAt } from "../dom/tooltip";
import type { Panel } from "./panel";

const size = 61;
const levels = 14;

export class SurfacePanel implements Panel {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas", {
    role: "img",
    "aria-label": "The loss on a slice through the space of weights, with the path of training",
  });
  readonly #words = h("p", { class: "quiet" });
  readonly #directions = h(
    "select",
    { id: "surface-directions" },
    h("option", { value: "path" }, "along the path"),
    h("option", { value: "random" }, "at random"),
  );
  readonly #span = h("input", {
    type: "range",
    min: 0,
    max: 10,
    value: 0,
    id: "surface-span",
    "aria-label": "How far",
  });
  readonly #surface: Surface;
  readonly #heat = new Heat();
  #slice: LossSurface | null = null;
  #visible = false;
  #busy = false;
  readonly #draw = onceAFrame(() => this.#paint());

  constructor(private readonly lab: Lab) {
    const again = h(
      "button",
      { type: "button", class: "button", on: { click: () => void this.#look() } },
      "Look from here",
    );
    this.element = h(
      "div",
      { class: "surface-panel" },
      h("div", { class: "square" }, this.#canvas),
      h(
        "div",
        { class: "side" },
        h("h2", {}, "The loss as a landscape"),
        h(
          "p",
          { class: "quiet" },
          "Every network is a point in a space with one direction for each weight. Here are two of these " +
            "directions: dark valleys are good networks, and the line is the way that training has come.",
        ),
        h(
          "div",
          { class: "field" },
          h("label", { for: "surface-directions" }, "Directions"),
          h("div", { class: "select" }, this.#directions),
        ),
        h(
          "div",
          { class: "field" },
          h("label", { for: "surface-span" }, "How far (left: as far as the path reaches)"),
          this.#span,
        ),
        again,
        this.#words,
      ),
    );
    this.#surface = surface(this.#canvas, () => this.#draw());
    for (const control of [this.#directions, this.#span]) control.addEventListener("change", () => void this.#look());
    lab.on("playing", (playing) => !playing && void this.#look());
    lab.on("restarted", () => void this.#look());
    onPaletteChange(() => this.#draw());
    this.#canvas.addEventListener("pointermove", (event) => this.#tell(event));
    this.#canvas.addEventListener("pointerleave", hideTooltip);
  }

  shown(): void {
    this.#visible = true;
    void this.#look();
  }

  hidden(): void {
    this.#visible = false;
  }

  async #look(): Promise<void> {
    if (!this.#visible || this.#busy || !this.lab.has("configured")) return;
    this.#busy = true;
    const far = Number(this.#span.value); // 0: as far as the path reaches
    const span = far === 0 ? 0 : 0.25 * 2 ** (far / 2);
    const query = { size, span, directions: this.#directions.value as "path" | "random", seed: 1 };
    this.#slice = await this.lab.attempt(() => this.lab.call("loss_surface", query));
    this.#busy = false;
    this.#draw();
  }

  #tell(event: PointerEvent): void {
    if (!this.#slice) return;
    const { width, height } = this.#surface;
    const [j, i] = [Math.floor((event.offsetX / width) * size), Math.floor((event.offsetY / height) * size)];
    const value = this.#slice.losses[i * size + j];
    if (value !== undefined) showAt(event.clientX, event.clientY + 14, `Loss here: ${short(value)}`);
  }

  #paint(): void {
    const slice = this.#slice;
    const { width, height } = this.#surface;
    const context = this.#surface.begin();
    if (!slice || width === 0) return;
    const n = slice.size;
    const { dark, ink, card, classes } = palette();
    const low = Math.max(slice.lowest, 1e-9);
    const place = scaleLog([low, Math.max(slice.highest, low * 1.01)], [0, 1]).clamp(true);
    const shade = dark ? interpolateRgb("#0b1020", "#8d9cc4") : interpolateRgb("#26355e", "#f7f4ec");
    const shades = Array.from({ length: 128 }, (_, i) => rgb(shade(i / 127)));
    const pixels = this.#heat.resize(n, n);
    slice.losses.forEach((value, i) => {
      const { r, g, b } = shades[Math.round(127 * place(Math.max(value, low)))]!;
      pixels[i] = ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
    });
    this.#heat.flush();
    context.save();
    context.beginPath();
    context.roundRect(0, 0, width, height, 12);
    context.clip();
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#heat.canvas, 0, 0, width, height);
    this.#contours(context, slice, (x) => place.invert(x), dark ? ink : card);
    this.#path(context, slice, classes[0]!, card);
    context.restore();
    text(
      this.#words,
      `Lowest loss on this square ${short(slice.lowest)}, highest ${short(slice.highest)}. The two directions ` +
        `show ${percent(slice.explained)} of the way walked.`,
    );
    context.font = font(11);
  }

  #contours(
    context: CanvasRenderingContext2D,
    slice: LossSurface,
    invert: (t: number) => number,
    colour: string,
  ): void {
    const { width, height } = this.#surface;
    const n = slice.size;
    const shapes = contours()
      .size([n, n])
      .thresholds(Array.from({ length: levels }, (_, i) => invert((i + 0.5) / levels)))(Array.from(slice.losses));
    context.beginPath();
    for (const shape of shapes)
      for (const rings of shape.coordinates)
        for (const ring of rings)
          ring.forEach(([x, y], i) =>
            i === 0
              ? context.moveTo((x! / n) * width, (y! / n) * height)
              : context.lineTo((x! / n) * width, (y! / n) * height),
          );
    context.strokeStyle = colour;
    context.globalAlpha = 0.28;
    context.lineWidth = 1;
    context.stroke();
    context.globalAlpha = 1;
  }

  #path(context: CanvasRenderingContext2D, slice: LossSurface, colour: string, card: string): void {
    const { width, height } = this.#surface;
    const x = scaleLinear([-slice.span, slice.span], [0, width]);
    const y = scaleLinear([-slice.span, slice.span], [height, 0]);
    const steps = slice.path.length / 3;
    context.beginPath();
    for (let i = 0; i < steps; ++i) {
      const [px, py] = [x(slice.path[3 * i]!), y(slice.path[3 * i + 1]!)];
      if (i === 0) context.moveTo(px, py);
      else context.lineTo(px, py);
    }
    context.lineWidth = 2.5;
    context.lineJoin = "round";
    context.strokeStyle = colour;
    context.stroke();
    context.beginPath();
    context.arc(x(0), y(0), 6, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.strokeStyle = card;
    context.lineWidth = 2;
    context.fill();
    context.stroke();
  }
}
