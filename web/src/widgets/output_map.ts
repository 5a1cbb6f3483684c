/** The plane as the network sees it: its answer as colours, the decision as a line, the points on top. */
import { contours } from "d3-contour";
import { scaleLinear } from "d3-scale";
import type { Lab } from "../app/lab";
import { font, onceAFrame, surface, type Surface } from "../draw/canvas";
import { short } from "../draw/format";
import { Heat, mapScale, paintClasses, paintSigned } from "../draw/heat";
import { onPaletteChange, palette } from "../draw/palette";
import { h, text } from "../dom/h";
import { hideTooltip, showAt } from "../dom/tooltip";
import { Points } from "./points";

const margin = { left: 30, top: 8, right: 8, bottom: 24 };

/** What else may want the pointer on the plane: drawing and erasing points. */
export interface PlaneTool {
  cursor: string;
  press(x: number, y: number): void;
  drag(x: number, y: number): void;
}

export class OutputMap {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas", { class: "plane", tabindex: 0, role: "img" });
  readonly #surface: Surface;
  readonly #heat = new Heat();
  readonly #points: Points;
  #focus: number | null = null;
  #ghost: Float32Array | null = null; // (classes, G, G)
  #drawn: { x: number[]; y: number[] } | null = null; // points of an empty plane, not yet the engine's
  #tool: PlaneTool | null = null;
  #pressed = false;
  #cursor: { x: number; y: number } | null = null; // in pixels: where the arrow keys have gone
  readonly #spoken = h("span", { class: "sr", "aria-live": "polite" });
  readonly draw = onceAFrame(() => this.#draw());
  readonly x = scaleLinear();
  readonly y = scaleLinear();

  constructor(private readonly lab: Lab) {
    this.element = h("div", { class: "output-map" }, this.#canvas, this.#spoken);
    this.#points = new Points(lab);
    this.#surface = surface(this.#canvas, () => {
      this.#points.stale();
      this.draw();
    });
    lab.on("snapshot", () => this.draw());
    lab.on("data", () => this.#points.stale());
    lab.on("configured", () => this.#points.stale());
    lab.on("row", () => this.draw());
    lab.on("focus", (map) => {
      this.#focus = map;
      this.draw();
    });
    lab.store.watch(() => {
      this.#points.stale();
      this.draw();
    }, ["show_test", "discretise"]);
    onPaletteChange(() => {
      this.#points.stale();
      this.draw();
    });
    this.#listen();
  }

  /** Probabilities of another model, (classes, G, G), whose decision is drawn dashed; null: none. */
  ghost(map: Float32Array | null): void {
    this.#ghost = map;
    this.draw();
  }

  /** An empty plane with only these points, until the engine has data again; null: as usual. */
  blank(points: { x: number[]; y: number[] } | null): void {
    this.#drawn = points;
    this.draw();
  }

  use(tool: PlaneTool | null): void {
    this.#tool = tool;
    this.#canvas.style.cursor = tool?.cursor ?? "";
    this.#canvas.style.touchAction = tool ? "none" : "";
  }

  #listen(): void {
    const at = (event: PointerEvent): [number, number] => {
      const box = this.#canvas.getBoundingClientRect();
      return [this.x.invert(event.clientX - box.left), this.y.invert(event.clientY - box.top)];
    };
    this.#canvas.addEventListener("pointerdown", (event) => {
      if (this.#tool) {
        this.#pressed = true;
        this.#canvas.setPointerCapture(event.pointerId);
        this.#tool.press(...at(event));
        return;
      }
      const row = this.#points.nearestTraining(event.offsetX, event.offsetY);
      if (row !== null) this.lab.chooseRow(row);
    });
    this.#canvas.addEventListener("pointermove", (event) => {
      if (this.#tool && this.#pressed) {
        this.#tool.drag(...at(event));
        return;
      }
      this.#tell(event);
    });
    for (const name of ["pointerup", "pointercancel"] as const)
      this.#canvas.addEventListener(name, () => (this.#pressed = false));
    this.#canvas.addEventListener("pointerleave", hideTooltip);
    this.#canvas.addEventListener("keydown", (event) => this.#key(event));
    this.#canvas.addEventListener("blur", () => {
      this.#cursor = null;
      this.draw();
    });
  }

  /** The arrow keys move a cross; Enter does what a press of the pointer there would do. */
  #key(event: KeyboardEvent): void {
    const { width, height } = this.#surface;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const move = moves[event.key];
    const at = this.#cursor ?? {
      x: (margin.left + width - margin.right) / 2,
      y: (margin.top + height - margin.bottom) / 2,
    };
    if (move) {
      const step = event.shiftKey ? 2 : 10;
      const within = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
      this.#cursor = {
        x: within(at.x + step * move[0], margin.left, width - margin.right),
        y: within(at.y + step * move[1], margin.top, height - margin.bottom),
      };
      text(
        this.#spoken,
        this.#points.describe(this.#cursor.x, this.#cursor.y) ?? this.#valueAt(this.#cursor.x, this.#cursor.y) ?? "",
      );
    } else if (event.key === "Enter" || (event.key === " " && this.#tool)) {
      const row = this.#points.nearestTraining(at.x, at.y);
      if (this.#tool) this.#tool.press(this.x.invert(at.x), this.y.invert(at.y));
      else if (row !== null) this.lab.chooseRow(row);
    } else return;
    event.preventDefault();
    event.stopPropagation();
    this.draw();
  }

  #drawCursor(context: CanvasRenderingContext2D): void {
    if (!this.#cursor) return;
    const { x, y } = this.#cursor;
    const { ink, card } = palette();
    for (const [colour, width] of [
      [card, 4],
      [ink, 1.6],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        context.moveTo(x + 4 * dx, y + 4 * dy);
        context.lineTo(x + 12 * dx, y + 12 * dy);
      }
      context.stroke();
    }
  }

  #tell(event: PointerEvent): void {
    if (!this.lab.has("configured") || this.#tool) return;
    const words = this.#points.describe(event.offsetX, event.offsetY);
    if (words) return showAt(event.clientX, event.clientY + 14, words);
    const value = this.#valueAt(event.offsetX, event.offsetY);
    if (value) showAt(event.clientX, event.clientY + 14, value);
    else hideTooltip();
  }

  /** What the shown map says under the pointer, from its nearest grid point. */
  #valueAt(px: number, py: number): string | null {
    const { width, height } = this.#surface;
    const { output, maps } = this.lab.snapshot;
    const [u, v] = [
      (px - margin.left) / (width - margin.left - margin.right),
      (py - margin.top) / (height - margin.top - margin.bottom),
    ];
    if (u < 0 || u > 1 || v < 0 || v > 1) return null;
    const { task, classes, maps: infos } = this.lab.configured;
    const look = (fields: Float32Array, count: number, k: number): number => {
      const size = Math.round(Math.sqrt(fields.length / count));
      const [i, j] = [Math.min(size - 1, Math.floor(v * size)), Math.min(size - 1, Math.floor(u * size))];
      return fields[k * size * size + i * size + j]!;
    };
    const place = `(${short(this.x.invert(px))}, ${short(this.y.invert(py))})`;
    if (this.#focus !== null && maps)
      return `${infos[this.#focus]!.name} at ${place}: ${short(look(maps, infos.length, this.#focus))}`;
    if (!output) return null;
    if (task === "regression") return `At ${place} the network says ${short(look(output, 1, 0))}`;
    const chances = classes.map((_, k) => look(output, classes.length, k));
    const best = chances.indexOf(Math.max(...chances));
    return `At ${place}: class ${classes[best]}, ${(100 * chances[best]!).toFixed(1)} % sure`;
  }

  #draw(): void {
    const { configured, snapshot } = this.lab;
    if (!this.lab.has("snapshot") || this.#surface.width === 0) return;
    const { width, height } = this.#surface;
    const [w, ht] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
    this.x.domain(configured.domain.x).range([margin.left, width - margin.right]);
    this.y.domain(configured.domain.y).range([height - margin.bottom, margin.top]);
    const context = this.#surface.begin();
    const colours = palette();
    context.save();
    context.beginPath();
    context.roundRect(margin.left, margin.top, w, ht, 10);
    context.fillStyle = colours.wash;
    context.fill();
    context.clip();
    const size = this.#drawn ? 0 : this.#paint();
    if (size > 0) {
      context.imageSmoothingEnabled = !this.lab.state.discretise || this.#focus !== null;
      context.imageSmoothingQuality = "high";
      context.drawImage(this.#heat.canvas, margin.left, margin.top, w, ht);
      context.imageSmoothingEnabled = true;
      if (this.#focus === null && snapshot.output) this.#decision(context, snapshot.output, w, ht, false);
      if (this.#focus === null && this.#ghost) this.#decision(context, this.#ghost, w, ht, true);
    }
    if (this.#drawn) this.#points.drawOnly(context, this.#drawn, this.x, this.y, width);
    else if (this.#focus === null || this.lab.data.train_y.length < 2000) {
      context.globalAlpha = this.#focus === null ? 1 : 0.55;
      this.#points.draw(context, this.x, this.y, width, height);
    }
    this.#drawCursor(context);
    context.restore();
    this.#axes(context, width, height);
    this.#label();
  }

  /** Fills the heat canvas; returns its side. */
  #paint(): number {
    const { snapshot, configured, state, data } = this.lab;
    if (this.#focus !== null && snapshot.maps) {
      const count = configured.maps.length;
      const size = Math.round(Math.sqrt(snapshot.maps.length / count));
      const field = snapshot.maps.subarray(this.#focus * size * size, (this.#focus + 1) * size * size);
      const map = configured.maps[this.#focus];
      if (!map || size === 0) return 0;
      const probability = map.kind === "output" && configured.task === "classification";
      const { centre, range } = mapScale(
        map.kind === "hidden" ? configured.layers[map.layer]!.activation : probability ? "probability" : map.kind,
        field,
      );
      paintSigned(this.#heat.resize(size, size), 0, size, field, size, centre, range);
      this.#heat.flush();
      return size;
    }
    const { output } = snapshot;
    if (!output || output.length === 0) return 0;
    const classes = configured.classes.length;
    const fields = configured.task === "regression" ? 1 : classes;
    const size = Math.round(Math.sqrt(output.length / fields));
    const pixels = this.#heat.resize(size, size);
    if (configured.task === "regression") {
      const [low, high] = data.value_range;
      paintSigned(pixels, 0, size, output, size, (low + high) / 2, (high - low) / 2 || 1, state.discretise ? 1 : 0);
    } else if (classes === 2) {
      paintSigned(pixels, 0, size, output.subarray(size * size), size, 0.5, 0.78, state.discretise ? 1 : 0);
    } else {
      paintClasses(pixels, output, classes, size, state.discretise);
    }
    this.#heat.flush();
    return size;
  }

  /** Where the most probable class changes, as a crisp line. */
  #decision(context: CanvasRenderingContext2D, output: Float32Array, w: number, ht: number, ghostly: boolean): void {
    const { configured } = this.lab;
    const classes = configured.classes.length;
    if (configured.task === "regression" || classes < 2) return;
    const count = output.length / classes;
    const size = Math.round(Math.sqrt(count));
    const fields = classes === 2 ? [output.subarray(count)] : margins(output, classes, count);
    context.save();
    context.translate(margin.left, margin.top);
    context.scale(w / size, ht / size);
    context.beginPath();
    for (const field of fields) {
      const shape = contours()
        .size([size, size])
        .contour(field as unknown as number[], classes === 2 ? 0.5 : 0);
      for (const rings of shape.coordinates)
        for (const ring of rings) traceInside(context, ring as [number, number][], size);
    }
    context.restore();
    context.lineWidth = ghostly ? 2 : 1.6;
    context.setLineDash(ghostly ? [7, 5] : []);
    context.strokeStyle = palette().ink;
    context.globalAlpha = 0.75;
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  #axes(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { columns } = this.lab.configured.domain;
    context.fillStyle = palette().soft;
    context.font = font(10.5);
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const tick of this.x.ticks(5)) context.fillText(short(tick), this.x(tick), height - margin.bottom + 7);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const tick of this.y.ticks(5)) context.fillText(short(tick), margin.left - 6, this.y(tick));
    const named = columns[0] !== "x1" || columns[1] !== "x2";
    if (!named) return;
    context.fillStyle = palette().ink;
    context.font = font(11, 550);
    context.fillText(columns[0], width - margin.right - 8, height - margin.bottom - 12);
    context.save();
    context.translate(margin.left + 12, margin.top + 8);
    context.rotate(-Math.PI / 2);
    context.fillText(columns[1], 0, 0);
    context.restore();
  }

  #label(): void {
    const { configured, snapshot, data } = this.lab;
    const words =
      this.#focus !== null
        ? `What ${configured.maps[this.#focus]?.name ?? "the unit"} computes on the plane`
        : `The network's answer on the plane with ${data.train_y.length} training points, at epoch ${snapshot.epoch}`;
    if (this.#canvas.getAttribute("aria-label") !== words && !this.lab.playing)
      this.#canvas.setAttribute("aria-label", words);
  }
}

/** For each class by how much it is ahead of the best other one, on the grid. */
function margins(output: Float32Array, classes: number, count: number): Float32Array[] {
  return Array.from({ length: classes }, (_, k) => {
    const ahead = new Float32Array(count);
    for (let i = 0; i < count; ++i) {
      let best = -1;
      for (let other = 0; other < classes; ++other) if (other !== k) best = Math.max(best, output[other * count + i]!);
      ahead[i] = output[k * count + i]! - best;
    }
    return ahead;
  });
}

/** A contour's ring, without the parts that run along the edge of the grid. */
function traceInside(context: CanvasRenderingContext2D, ring: readonly [number, number][], size: number): void {
  const edge = (v: number) => v <= 0.5 || v >= size - 0.5;
  let pen = false;
  for (let i = 0; i < ring.length; ++i) {
    const [x, y] = ring[i]!;
    const before = ring[i - 1];
    const along = before !== undefined && ((edge(x) && before[0] === x) || (edge(y) && before[1] === y));
    if (pen && !along) context.lineTo(x, y);
    else context.moveTo(x, y);
    pen = true;
  }
}
