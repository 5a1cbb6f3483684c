/** Pictures of fields: numbers on a square grid to coloured pixels. */
import { palette } from "./palette";

/** A canvas of one pixel a grid point, to be drawn enlarged. */
export class Heat {
  readonly canvas = document.createElement("canvas");
  #image: ImageData | null = null;
  #pixels: Uint32Array = new Uint32Array(0);

  resize(width: number, height: number): Uint32Array {
    if (this.#image === null || this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.#image = new ImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    return this.#pixels;
  }

  flush(): void {
    this.canvas.getContext("2d")!.putImageData(this.#image!, 0, 0);
  }
}

/** Position on the diverging scale of a value between -range and range. */
function place(value: number, range: number): number {
  const t = (value / range + 1) * 127.5;
  return t < 0 ? 0 : t > 255 ? 255 : t | 0;
}

/** Writes one field of `size` by `size` numbers into `pixels`, whose rows are `stride` long, from `start`. */
export function paintSigned(
  pixels: Uint32Array,
  start: number,
  stride: number,
  field: Float32Array,
  size: number,
  centre: number,
  range: number,
  steps = 0,
): void {
  const { diverging } = palette();
  let at = 0;
  for (let i = 0; i < size; ++i) {
    let to = start + i * stride;
    for (let j = 0; j < size; ++j) {
      let value = field[at++]! - centre;
      if (steps > 0) value = value < 0 ? -range * 0.6 : range * 0.6;
      pixels[to++] = diverging[place(value, range)]!;
    }
  }
}

/** Of `fields` (classes, size, size): the most probable class's colour, the stronger the surer it is. */
export function paintClasses(
  pixels: Uint32Array,
  fields: Float32Array,
  classes: number,
  size: number,
  decided: boolean,
): void {
  const { shades } = palette();
  const count = size * size;
  const floor = 1 / classes;
  for (let i = 0; i < count; ++i) {
    let [best, winner] = [-1, 0];
    for (let k = 0; k < classes; ++k) {
      const p = fields[k * count + i]!;
      if (p > best) [best, winner] = [p, k];
    }
    const sure = decided ? 0.6 : Math.max(0, (best - floor) / (1 - floor)) * 0.66;
    pixels[i] = shades[winner % shades.length]![(sure * 255) | 0]!;
  }
}

/** The range of colours of a unit's map: what its activation can give, or what it gives. */
export function mapScale(activation: string, field: Float32Array): { centre: number; range: number } {
  if (activation === "sigmoid" || activation === "probability") return { centre: 0.5, range: 0.5 };
  if (activation === "tanh" || activation === "softsign" || activation === "sin") return { centre: 0, range: 1 };
  let most = 1e-6;
  for (const value of field) most = Math.max(most, Math.abs(value));
  return { centre: 0, range: most };
}
