/** The examples as marks on the plane, drawn once onto a layer of their own until something changes. */
import type { ScaleLinear } from "d3-scale";
import type { Lab } from "../app/lab";
import { short } from "../draw/format";
import { traceMark } from "../draw/marks";
import { palette } from "../draw/palette";

type Scale = ScaleLinear<number, number>;

export class Points {
  readonly #layer = document.createElement("canvas");
  #fresh = false;
  #x: Scale | null = null;
  #y: Scale | null = null;

  constructor(private readonly lab: Lab) {}

  stale(): void {
    this.#fresh = false;
  }

  draw(context: CanvasRenderingContext2D, x: Scale, y: Scale, width: number, height: number): void {
    [this.#x, this.#y] = [x, y];
    const ratio = context.getTransform().a;
    if (!this.#fresh) this.#render(width, height, ratio);
    context.drawImage(this.#layer, 0, 0, width, height);
    this.#chosen(context);
  }

  /** Points that the engine does not have yet. */
  drawOnly(
    context: CanvasRenderingContext2D,
    { x, y }: { x: number[]; y: number[] },
    toX: Scale,
    toY: Scale,
    width: number,
  ): void {
    [this.#x, this.#y] = [toX, toY];
    this.#marks(context, Float64Array.from(x), Float64Array.from(y), radius(y.length, width), false);
  }

  #render(width: number, height: number, ratio: number): void {
    this.#layer.width = Math.round(width * ratio);
    this.#layer.height = Math.round(height * ratio);
    const context = this.#layer.getContext("2d")!;
    context.scale(ratio, ratio);
    const { data, state } = this.lab;
    const r = radius(data.train_y.length + (state.show_test ? data.test_y.length : 0), width);
    this.#marks(context, data.train_x, data.train_y, r, false);
    if (state.show_test) this.#marks(context, data.test_x, data.test_y, r, true);
    this.#fresh = true;
  }

  /** One path a class. Test points are rings: the colour around, the card within. */
  #marks(context: CanvasRenderingContext2D, x: Float64Array, y: Float64Array, r: number, rings: boolean): void {
    const { task, classes } = this.lab.configured;
    const { card, ink } = palette();
    const groups = task === "regression" ? 24 : Math.max(10, classes.length);
    const paths = Array.from({ length: groups }, () => new Path2D());
    const [low, high] = this.lab.data.value_range;
    for (let i = 0; i < y.length; ++i) {
      const group =
        task === "regression"
          ? Math.min(groups - 1, Math.max(0, Math.floor(((y[i]! - low) / (high - low || 1)) * groups)))
          : y[i]!;
      traceMark(
        paths[group] as unknown as CanvasRenderingContext2D,
        task === "regression" ? 0 : group,
        this.#x!(x[2 * i]!),
        this.#y!(x[2 * i + 1]!),
        r,
      );
    }
    paths.forEach((path, group) => {
      const colour = task === "regression" ? valueColour(group / (groups - 1)) : palette().classes[group % 10]!;
      context.lineJoin = "round";
      if (rings) {
        context.strokeStyle = ink;
        context.lineWidth = r * 0.9 + 1.2;
        context.stroke(path);
        context.strokeStyle = colour;
        context.lineWidth = r * 0.9 - 0.2;
        context.stroke(path);
        context.fillStyle = card;
      } else {
        context.strokeStyle = card;
        context.lineWidth = r > 3 ? 2 : 1;
        context.stroke(path);
        context.fillStyle = colour;
      }
      context.fill(path);
    });
  }

  /** A ring around the example that the explanations follow. */
  #chosen(context: CanvasRenderingContext2D): void {
    const { data, row, playing } = this.lab;
    if (playing || row >= data.train_y.length) return;
    context.beginPath();
    context.arc(this.#x!(data.train_x[2 * row]!), this.#y!(data.train_x[2 * row + 1]!), 8.5, 0, 2 * Math.PI);
    context.lineWidth = 1.75;
    context.strokeStyle = palette().ink;
    context.stroke();
  }

  nearestTraining(px: number, py: number): number | null {
    return this.#nearest(this.lab.data.train_x, px, py);
  }

  describe(px: number, py: number): string | null {
    const { data, state, configured } = this.lab;
    if (!this.lab.has("data") || !this.#x) return null;
    const name = (value: number) =>
      configured.task === "regression" ? `value ${short(value)}` : `class ${configured.classes[value]}`;
    const row = this.#nearest(data.train_x, px, py);
    if (row !== null)
      return (
        `Training point ${row + 1}: (${short(data.train_x[2 * row]!)}, ${short(data.train_x[2 * row + 1]!)}), ` +
        name(data.train_y[row]!)
      );
    const test = state.show_test ? this.#nearest(data.test_x, px, py) : null;
    if (test === null) return null;
    return (
      `Test point: (${short(data.test_x[2 * test]!)}, ${short(data.test_x[2 * test + 1]!)}), ` +
      name(data.test_y[test]!)
    );
  }

  #nearest(x: Float64Array, px: number, py: number): number | null {
    let [best, winner]: [number, number | null] = [49, null];
    for (let i = 0; i < x.length / 2; ++i) {
      const distance = (this.#x!(x[2 * i]!) - px) ** 2 + (this.#y!(x[2 * i + 1]!) - py) ** 2;
      if (distance < best) [best, winner] = [distance, i];
    }
    return winner;
  }
}

/** Of the marks, from how many there are and how wide the plane is. */
function radius(count: number, width: number): number {
  const base = count <= 250 ? 4.2 : count <= 600 ? 3.6 : count <= 2000 ? 2.6 : 1.8;
  return width < 300 ? base * 0.85 : base;
}

function valueColour(t: number): string {
  const pixel = palette().diverging[Math.round(t * 255)]!;
  return `rgb(${pixel & 255}, ${(pixel >> 8) & 255}, ${(pixel >> 16) & 255})`;
}
