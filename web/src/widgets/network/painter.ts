/** Draws the diagram: links by weight, tiles with their live maps, biases as dots. */
import type { MapInfo } from "../../engine/protocol";
import { Heat, mapScale, paintSigned } from "../../draw/heat";
import { palette, type Palette } from "../../draw/palette";
import { font } from "../../draw/canvas";
import { share, type Layout, type Link, type Tile } from "./layout";

export interface Look {
  layout: Layout;
  links: Link[];
  maps: readonly MapInfo[];
  scales: readonly string[]; // for each map what its values are: an activation's name or "probability"
  bias: (tile: Tile) => number; // parameter of a tile's bias; -1: none
  inputNames: readonly string[]; // of all inputs offered
  offered: Float32Array; // (inputs offered, G, G): what they are on the plane; empty: not known
}

export interface Moment {
  parameters: Float64Array;
  fields: Float32Array | undefined; // (maps, G, G)
  focus: Tile | null;
  hovered: Link | null;
  /** Layer that a walk through the step is at; null: none. */
  lit: { layer: number; backward: boolean } | null;
  frozen: ReadonlySet<number>;
  flow: number; // how far the dashes have moved; 0: links are not dashed
  ailing: ReadonlySet<number>; // maps of units that do nothing
}

const mostLinks = 500; // drawn in all
const mostOfCrowd = 300; // where there are more: the strongest of each layer
const curvesOfPath = 4; // a path of many that cross takes much longer than its parts
const mostDashed = 250; // drawn links; more would take too long
const dashes = [11, 2.5];
export const dashLength = dashes[0]! + dashes[1]!;
const buckets = 10;
/** Of tiles, from which on a bias has its dot. */
export const leastSizeWithBias = 18;

export class Painter {
  readonly #atlas = new Heat();
  readonly #faint = new Heat(); // of the inputs offered, one below the other
  #faintShows: { fields: Float32Array; colours: Palette } | null = null;
  #grid = 0;
  #across = 1;
  #threshold: number[] = [];
  #thresholdOf: readonly Link[] | null = null;
  #looked = 0;

  /** How many links of crowded layers are drawn; 0: all of every layer. */
  drawnOfCrowded(look: Look): number {
    return look.links.length <= mostLinks ? 0 : share(countByLayer(look.links), mostOfCrowd);
  }

  draws({ layer, parameter }: Link, parameters: Float64Array): boolean {
    return Math.abs(parameters[parameter]!) >= (this.#threshold[layer] ?? 0);
  }

  #fillAtlas(look: Look, fields: Float32Array | undefined): void {
    const count = look.maps.length;
    if (!fields || fields.length === 0 || fields.length % count !== 0) return;
    const grid = Math.round(Math.sqrt(fields.length / count));
    this.#grid = grid;
    this.#across = Math.ceil(Math.sqrt(count));
    const stride = this.#across * grid;
    const pixels = this.#atlas.resize(stride, Math.ceil(count / this.#across) * grid);
    for (let m = 0; m < count; ++m) {
      const field = fields.subarray(m * grid * grid, (m + 1) * grid * grid);
      const { centre, range } = mapScale(look.scales[m]!, field);
      paintSigned(
        pixels,
        Math.floor(m / this.#across) * grid * stride + (m % this.#across) * grid,
        stride,
        field,
        grid,
        centre,
        range,
      );
    }
    this.#atlas.flush();
  }

  #fillFaint({ offered, inputNames }: Look): void {
    const colours = palette();
    if (offered.length === 0 || (this.#faintShows?.fields === offered && this.#faintShows.colours === colours)) return;
    const size = Math.round(Math.sqrt(offered.length / inputNames.length));
    const pixels = this.#faint.resize(size, size * inputNames.length);
    for (let i = 0; i < inputNames.length; ++i) {
      const field = offered.subarray(i * size * size, (i + 1) * size * size);
      const { centre, range } = mapScale("input", field);
      paintSigned(pixels, i * size * size, size, field, size, centre, range);
    }
    this.#faint.flush();
    this.#faintShows = { fields: offered, colours };
  }

  links(
    context: CanvasRenderingContext2D,
    look: Look,
    { parameters, hovered, lit, focus, flow, frozen }: Moment,
  ): void {
    const colours = palette();
    const { links, layout } = look;
    this.#findThresholds(look, parameters);
    const crowd = Math.max(...countByLayer(links), 1);
    const thin = layout.size < 24 ? 0.55 : crowd > 48 ? 0.72 : 1;
    const paths = Array.from({ length: 2 * buckets }, (): Path2D[] => []);
    const room = Array.from({ length: 2 * buckets }, () => 0); // left in the last path of each
    const special: Link[] = [];
    let drawn = 0;
    for (const link of links) {
      const weight = parameters[link.parameter]!;
      const size = Math.abs(weight);
      if (!this.draws(link, parameters)) continue;
      drawn += 1;
      const touches =
        focus !== null &&
        ((focus.column === link.layer + 1 && focus.unit === link.to) ||
          (focus.column === link.layer && focus.unit === link.from));
      if (link === hovered || touches || (lit && lit.layer === link.layer)) special.push(link);
      const bucket = Math.min(buckets - 1, Math.floor(Math.sqrt(size / 4) * buckets));
      const at = (weight < 0 ? 0 : buckets) + bucket;
      if (room[at]!-- === 0) {
        paths[at]!.push(new Path2D());
        room[at] = curvesOfPath - 1;
      }
      curve(paths[at]!.at(-1)!, link);
    }
    context.save();
    context.lineCap = "butt";
    const faded = focus !== null || lit !== null ? 0.3 : 1;
    if (flow !== 0 && drawn <= mostDashed) {
      context.setLineDash(dashes);
      context.lineDashOffset = -flow;
    }
    for (const [at, list] of paths.entries()) {
      const bucket = at % buckets;
      context.strokeStyle = at < buckets ? colours.negative : colours.positive;
      context.globalAlpha = (0.12 + 0.66 * (bucket / (buckets - 1))) * faded;
      context.lineWidth = linkWidth(bucket) * thin;
      for (const path of list) context.stroke(path);
    }
    if (lit?.backward) context.lineDashOffset = flow;
    for (const link of special) {
      const weight = parameters[link.parameter]!;
      const path = new Path2D();
      curve(path, link);
      context.strokeStyle = weight < 0 ? colours.negative : colours.positive;
      context.globalAlpha = 1;
      context.lineWidth =
        linkWidth(Math.min(buckets - 1, Math.sqrt(Math.abs(weight) / 4) * buckets)) * thin +
        (link === hovered ? 2.5 : 0.4);
      context.stroke(path);
    }
    context.restore();
    for (const link of links) {
      if (!frozen.has(link.parameter)) continue;
      context.fillStyle = colours.ink;
      context.beginPath();
      context.rect((link.x0 + link.x1) / 2 - 3, (link.y0 + link.y1) / 2 - 3, 6, 6);
      context.fill();
    }
  }

  /** Weights below which a crowded layer's links are left out; looked up anew once in a while. */
  #findThresholds(look: Look, parameters: Float64Array): void {
    const { links } = look;
    const now = performance.now();
    if (this.#thresholdOf === links && now - this.#looked < 400) return;
    this.#thresholdOf = links;
    this.#looked = now;
    const most = this.drawnOfCrowded(look);
    this.#threshold = countByLayer(links).map((n, layer) => {
      if (most === 0 || n <= most) return 0;
      const sizes = Float64Array.from(
        links.filter((l) => l.layer === layer),
        (l) => Math.abs(parameters[l.parameter]!),
      ).sort();
      return sizes[n - most]!;
    });
  }

  tiles(context: CanvasRenderingContext2D, look: Look, moment: Moment): void {
    this.#fillAtlas(look, moment.fields);
    this.#fillFaint(look);
    const { size, tiles } = look.layout;
    const colours = palette();
    const small = size < 24 || tiles.length > 200; // round corners are hardly seen, and cost time
    const outline = (tile: Tile): void => {
      context.beginPath();
      if (small) context.rect(tile.x, tile.y, size, size);
      else context.roundRect(tile.x, tile.y, size, size, Math.max(2, size * 0.2));
    };
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "medium";
    for (const tile of tiles) {
      const focused = moment.focus === tile;
      const faint = moment.ailing.has(tile.map);
      outline(tile);
      context.fillStyle = colours.card;
      if (!small || faint || tile.map < 0 || this.#grid === 0) context.fill(); // else a map covers all of it
      if (tile.map >= 0 && this.#grid > 0) {
        context.save();
        if (!small) context.clip();
        context.globalAlpha = faint ? 0.45 : 1;
        const [sx, sy] = [(tile.map % this.#across) * this.#grid, Math.floor(tile.map / this.#across) * this.#grid];
        const inset = 0.5; // of a pixel, so that neighbours in the atlas do not shine in
        context.drawImage(
          this.#atlas.canvas,
          sx + inset,
          sy + inset,
          this.#grid - 2 * inset,
          this.#grid - 2 * inset,
          tile.x,
          tile.y,
          size,
          size,
        );
        context.restore();
      } else if (tile.map < 0 && look.offered.length > 0) {
        const side = this.#faint.canvas.width;
        context.save();
        context.clip();
        context.globalAlpha = focused ? 0.75 : 0.28;
        context.drawImage(this.#faint.canvas, 0, tiles.indexOf(tile) * side, side, side, tile.x, tile.y, size, size);
        context.restore();
      }
      context.setLineDash(tile.map < 0 || faint ? [3, 3] : []);
      outline(tile);
      context.lineWidth = focused ? 2.5 : 1.25;
      context.strokeStyle = colours.ink;
      context.globalAlpha = focused ? 1 : tile.map < 0 ? 0.28 : 0.34;
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
      this.#bias(context, look, tile, moment);
      if (tile.kind === "input" && look.layout.named)
        inputName(context, look.inputNames[tiles.indexOf(tile)] ?? "", tile, size);
    }
  }

  #bias(context: CanvasRenderingContext2D, look: Look, tile: Tile, { parameters, frozen }: Moment): void {
    const parameter = look.bias(tile);
    if (parameter < 0 || look.layout.size < leastSizeWithBias) return;
    const { positive, negative, card, ink } = palette();
    const value = parameters[parameter]!;
    const r = 2.2 + Math.min(2.6, Math.sqrt(Math.abs(value)) * 1.7);
    context.beginPath();
    context.arc(tile.x, tile.y + look.layout.size, r, 0, 2 * Math.PI);
    context.fillStyle = value < 0 ? negative : positive;
    context.strokeStyle = frozen.has(parameter) ? ink : card;
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
  }
}

function countByLayer(links: readonly Link[]): number[] {
  const counts: number[] = [];
  for (const { layer } of links) counts[layer] = (counts[layer] ?? 0) + 1;
  return counts;
}

function linkWidth(bucket: number): number {
  return 0.8 + 5.2 * (bucket / (buckets - 1)) ** 1.3;
}

function curve(path: Path2D, { x0, y0, x1, y1 }: Link): void {
  const middle = (x0 + x1) / 2;
  path.moveTo(x0, y0);
  path.bezierCurveTo(middle, y0, middle, y1, x1, y1);
}

function inputName(context: CanvasRenderingContext2D, name: string, tile: Tile, size: number): void {
  const { ink, soft } = palette();
  context.fillStyle = tile.map < 0 ? soft : ink;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.font = font(name.length > 5 ? 11 : 13, tile.map < 0 ? 400 : 550);
  context.fillText(name, tile.x - 8, tile.y + size / 2, 42);
}
