/** Points that the visitor drew: kept here while they are drawn, given to the engine as they grow. */
import type { Lab } from "./lab";

export const mostPoints = 10000;
const beat = 120; // ms between hand-overs

export class OwnPoints {
  x: number[] = [];
  y: number[] = [];
  /** Told after each point drawn. */
  onChange: () => void = () => {};
  #timer = 0;
  #sending = false;
  #again = false;

  constructor(private readonly lab: Lab) {}

  /** Goes on from the points on the plane. */
  takeOver(): void {
    const { train_x, train_y, test_x, test_y } = this.lab.data;
    this.x = [...train_x, ...test_x];
    this.y = [...train_y, ...test_y];
  }

  clear(): void {
    this.x = [];
    this.y = [];
  }

  add(x: number, y: number, label: number): void {
    if (this.y.length >= mostPoints) return this.lab.emit("note", `There can be ${mostPoints} points, no more.`);
    this.x.push(x, y);
    this.y.push(label);
    this.onChange();
    this.#soon();
  }

  erase(x: number, y: number, reach: number): void {
    const before = this.y.length;
    const keep = this.y.map((_, i) => (this.x[2 * i]! - x) ** 2 + (this.x[2 * i + 1]! - y) ** 2 > reach * reach);
    this.x = this.x.filter((_, i) => keep[i >> 1]);
    this.y = this.y.filter((_, i) => keep[i]);
    if (this.y.length !== before) this.#soon();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.send(), beat);
  }

  /** Needs at least two points of two classes, as any classifier does. */
  ready(): boolean {
    return this.y.length >= 2 && (this.lab.configured.task === "regression" || new Set(this.y).size >= 2);
  }

  async send(): Promise<void> {
    if (!this.ready()) return;
    if (this.#sending) {
      this.#again = true;
      return;
    }
    this.#sending = true;
    const classes = Math.max(2, ...this.y.map((label) => label + 1));
    const task = this.lab.configured.task;
    const configured = await this.lab.attempt(() =>
      this.lab
        .settled()
        .then(() =>
          this.lab.call("set_data", Float64Array.from(this.x), Float64Array.from(this.y), {
            task,
            ...(task === "classification" ? { classes } : {}),
          }),
        ),
    );
    if (configured) await this.lab.adopt(configured);
    this.#sending = false;
    if (!this.#again) return;
    this.#again = false;
    await this.send();
  }
}
