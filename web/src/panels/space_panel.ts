/** The plane as a hidden layer sees it: the points and a grid, bent into the plane of two units, or three. */
import type { Lab } from "../app/lab";
import type { Snapshot, Space } from "../engine/protocol";
import { font, onceAFrame, surface, type Surface } from "../draw/canvas";
import { traceMark } from "../draw/marks";
import { onPaletteChange, palette } from "../draw/palette";
import { h, replace, text } from "../dom/h";
import type { Panel } from "./panel";

const lines = 25;
const room = 34;

export class SpacePanel implements Panel {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas", {
    role: "img",
    tabindex: 0,
    "aria-label": "The points as the hidden layer sees them",
  });
  readonly #layer = h("select", { id: "space-layer" });
  readonly #units = [0, 1, 2].map((i) => h("select", { "aria-label": `Unit on axis ${i + 1}` }));
  readonly #hint = h("p", { class: "quiet" });
  readonly #surface: Surface;
  #visible = false;
  #space: Space | null = null;
  #turn = { around: 0.6, up: 0.35 };
  #dragged: { x: number; y: number } | null = null;
  readonly #draw = onceAFrame(() => this.#paint());

  constructor(private readonly lab: Lab) {
    this.element = h(
      "div",
      { class: "space-panel" },
      h("div", { class: "square" }, this.#canvas),
      h(
        "div",
        { class: "side" },
        h("h2", {}, "The plane as a hidden layer sees it"),
        h(
          "p",
          { class: "quiet" },
          "Each point stands where the units put it. A good hidden layer bends the plane until a straight cut " +
            "can part the classes. Watch it while training.",
        ),
        h(
          "div",
          { class: "field" },
          h("label", { for: "space-layer" }, "Layer"),
          h("div", { class: "select" }, this.#layer),
        ),
        h(
          "div",
          { class: "axes" },
          this.#units.map((select) => h("div", { class: "select" }, select)),
        ),
        this.#hint,
      ),
    );
    this.#surface = surface(this.#canvas, () => this.#draw());
    lab.on("snapshot", (snapshot) => this.#take(snapshot));
    lab.on("configured", () => this.#visible && this.#offer());
    onPaletteChange(() => this.#draw());
    this.#layer.addEventListener("change", () => this.#offer(true));
    for (const select of this.#units) select.addEventListener("change", () => void this.#ask());
    this.#listen();
  }

  shown(): void {
    this.#visible = true;
    this.#offer();
  }

  hidden(): void {
    this.#visible = false;
    void this.lab.call("watch", { space: null });
  }

  /** Layers and units to choose from; keeps the choice where it still stands. */
  #offer(keepLayer = false): void {
    const { layers, inputs } = this.lab.configured;
    const wanted = keepLayer || this.#layer.options.length > 0 ? Number(this.#layer.value) : layers.length - 2;
    const hidden = layers.length - 1;
    const names = layers.map((_, l) => (l === hidden ? "output sums" : `hidden layer ${l + 1}`));
    replace(
      this.#layer,
      h("option", { value: -1 }, "inputs"),
      names.map((name, l) => h("option", { value: l }, name)),
    );
    const layer = Math.max(-1, Math.min(Number.isNaN(wanted) ? hidden - 1 : wanted, hidden));
    this.#layer.value = String(layer);
    const count = layer < 0 ? inputs.length : layers[layer]!.units;
    this.#units.forEach((select, axis) => {
      const before = select.value === "" ? axis : Number(select.value);
      replace(
        select,
        axis === 2 && h("option", { value: -1 }, "flat"),
        Array.from({ length: count }, (_, u) => h("option", { value: u }, layer < 0 ? inputs[u]! : `unit ${u + 1}`)),
      );
      const fallback = axis === 2 && count !== 3 ? -1 : Math.min(axis, count - 1);
      select.value = String(
        before < count && (before >= 0 || count !== 3) && !(axis === 2 && before === axis && count !== 3)
          ? before
          : fallback,
      );
    });
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const [a, b, c] = this.#units.map((select) => Number(select.value));
    const count = this.#units[0]!.options.length;
    if (count < 2) {
      text(this.#hint, "This layer has one unit only: there is no plane to see.");
      this.#space = null;
      await this.lab.call("watch", { space: null });
      this.#draw();
      return;
    }
    const units =
      c !== undefined && c >= 0 && c !== a && c !== b ? [a!, b!, c] : a === b ? [a!, (b! + 1) % count] : [a!, b!];
    text(
      this.#hint,
      units.length === 3 ? "Drag to turn it, or use the arrow keys." : "Choose a third unit to see it in space.",
    );
    this.#canvas.style.touchAction = units.length === 3 ? "none" : "";
    await this.lab.attempt(() => this.lab.look({ space: { layer: Number(this.#layer.value), units, grid: lines } }));
  }

  #take({ space }: Snapshot): void {
    if (!this.#visible || !space) return;
    this.#space = space;
    this.#draw();
  }

  #listen(): void {
    this.#canvas.addEventListener("pointerdown", (event) => {
      this.#dragged = { x: event.clientX, y: event.clientY };
      this.#canvas.setPointerCapture(event.pointerId);
    });
    this.#canvas.addEventListener("pointermove", (event) => {
      if (!this.#dragged) return;
      this.#rotate((event.clientX - this.#dragged.x) * 0.01, (event.clientY - this.#dragged.y) * 0.01);
      this.#dragged = { x: event.clientX, y: event.clientY };
    });
    for (const name of ["pointerup", "pointercancel"] as const)
      this.#canvas.addEventListener(name, () => (this.#dragged = null));
    this.#canvas.addEventListener("keydown", (event) => {
      const turns: Record<string, [number, number]> = {
        ArrowLeft: [-0.1, 0],
        ArrowRight: [0.1, 0],
        ArrowUp: [0, -0.1],
        ArrowDown: [0, 0.1],
      };
      const turn = turns[event.key];
      if (!turn) return;
      event.preventDefault();
      this.#rotate(...turn);
    });
  }

  #rotate(around: number, up: number): void {
    this.#turn.around += around;
    this.#turn.up = Math.max(-1.5, Math.min(1.5, this.#turn.up + up));
    this.#draw();
  }

  #paint(): void {
    const context = this.#surface.begin();
    const space = this.#space;
    const { width, height } = this.#surface;
    if (!space || width === 0) return;
    const place = this.#placing(space, width, height);
    const { wash, soft } = palette();
    context.fillStyle = wash;
    context.beginPath();
    context.roundRect(0, 0, width, height, 12);
    context.fill();
    this.#grid(context, space, place);
    this.#points(context, space, place);
    context.fillStyle = soft;
    context.font = font(11.5, 500);
    context.textAlign = "center";
    const name = (i: number) => this.#units[i]!.selectedOptions[0]?.textContent ?? "";
    if (space.query.units.length !== 2) return;
    context.fillText(`${name(0)} →`, width / 2, height - 12);
    context.save();
    context.translate(16, height / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(`${name(1)} →`, 0, 0);
    context.restore();
  }

  /** Where the i-th of some rows stands: scaled to the canvas, turned if there are three axes. */
  #placing(space: Space, width: number, height: number): (rows: Float32Array, i: number) => [number, number] {
    const d = space.query.units.length;
    const low = Array<number>(d).fill(Infinity);
    const high = Array<number>(d).fill(-Infinity);
    for (const rows of [space.train, space.grid])
      for (let i = 0; i < rows.length; ++i) {
        low[i % d] = Math.min(low[i % d]!, rows[i]!);
        high[i % d] = Math.max(high[i % d]!, rows[i]!);
      }
    const unit = (value: number, axis: number) => (2 * (value - low[axis]!)) / (high[axis]! - low[axis]! || 1) - 1;
    const [cx, cy] = [width / 2, height / 2];
    if (d === 2)
      return (rows, i) => [cx + unit(rows[2 * i]!, 0) * (cx - room), cy - unit(rows[2 * i + 1]!, 1) * (cy - room)];
    const [ca, sa, cu, su] = [
      Math.cos(this.#turn.around),
      Math.sin(this.#turn.around),
      Math.cos(this.#turn.up),
      Math.sin(this.#turn.up),
    ];
    const scale = (Math.min(width, height) / 2 - room) / 1.45;
    return (rows, i) => {
      const [x, y, z] = [unit(rows[3 * i]!, 0), unit(rows[3 * i + 1]!, 1), unit(rows[3 * i + 2]!, 2)];
      return [cx + (x * ca + z * sa) * scale, cy - (y * cu - (z * ca - x * sa) * su) * scale];
    };
  }

  #grid(
    context: CanvasRenderingContext2D,
    space: Space,
    place: (rows: Float32Array, i: number) => [number, number],
  ): void {
    const g = space.query.grid;
    if (g < 2) return;
    context.beginPath();
    for (let i = 0; i < g; ++i)
      for (let j = 0; j < g; ++j) {
        const [x, y] = place(space.grid, i * g + j);
        const [u, v] = place(space.grid, j * g + i);
        if (j === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
        if (j > 0) {
          const [pu, pv] = place(space.grid, (j - 1) * g + i);
          context.moveTo(pu, pv);
          context.lineTo(u, v);
          context.moveTo(x, y);
        }
      }
    context.strokeStyle = palette().ink;
    context.globalAlpha = 0.16;
    context.lineWidth = 1;
    context.stroke();
    context.globalAlpha = 1;
  }

  #points(
    context: CanvasRenderingContext2D,
    space: Space,
    place: (rows: Float32Array, i: number) => [number, number],
  ): void {
    const { configured, data } = this.lab;
    const { classes, card, diverging } = palette();
    const [low, high] = data.value_range;
    const r = data.train_y.length > 1000 ? 2.4 : 4;
    context.strokeStyle = card;
    context.lineWidth = 1.2;
    for (let i = 0; i < data.train_y.length; ++i) {
      const y = data.train_y[i]!;
      const regression = configured.task === "regression";
      const pixel = diverging[Math.max(0, Math.min(255, Math.round(((y - low) / (high - low || 1)) * 255)))]!;
      context.fillStyle = regression
        ? `rgb(${pixel & 255}, ${(pixel >> 8) & 255}, ${(pixel >> 16) & 255})`
        : classes[y % 10]!;
      context.beginPath();
      traceMark(context, regression ? 0 : y, ...place(space.train, i), r);
      context.fill();
      context.stroke();
    }
  }
}
