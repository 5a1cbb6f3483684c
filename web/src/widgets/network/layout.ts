/** Where the diagram's parts stand, from the network's shape and the room there is. */
import type { Block } from "../../engine/protocol";

export interface Tile {
  kind: "input" | "hidden" | "output";
  /** Column from 0 (the inputs). */
  column: number;
  unit: number;
  /** Place in Snapshot.maps; -1: an input that is not used. */
  map: number;
  x: number;
  y: number;
}

export interface Column {
  /** Middle and width. */
  x: number;
  width: number;
  units: number;
}

export interface Layout {
  width: number;
  height: number;
  size: number; // of a tile
  tiles: Tile[];
  columns: Column[];
  /** Hidden layers stand too close for all of their controls side by side. */
  tight: boolean;
  /** Inputs stand in one file: there is room for their names. */
  named: boolean;
  /** Of tiles, by column and unit; inputs by their place in the network. */
  find: (column: number, unit: number) => Tile | undefined;
}

export interface Shape {
  /** For each input offered its place among the network's inputs, or -1. */
  inputs: number[];
  hidden: number[];
  outputs: number;
  /** Map of the first output among the outputs' maps: 1 where one sigmoid unit stands for class 1. */
  firstOutput?: number;
}

const mostRows = 10; // of one file of units; more stand in several
const tightRows = 16;
const headWidth = 72; // of a hidden layer's controls
const roomLeft = 44; // for the inputs' names
const roomRight = 8;

export function arrange(shape: Shape, width: number, height: number): Layout {
  const counts = [shape.inputs.length, ...shape.hidden, shape.outputs];
  const longest = Math.max(...counts);
  const rows = longest > mostRows ? Math.min(tightRows, longest) : longest;
  const pitch = Math.min(76, height / Math.max(rows, 5));
  const size = Math.max(10, Math.min(52, Math.floor(pitch * 0.76), Math.floor((0.42 * width) / counts.length)));
  const files = counts.map((count) => Math.ceil(count / rows));
  const filePitch = size + Math.max(3, size * 0.16);
  const widths = files.map((n) => n * filePitch - (filePitch - size));
  const leastGap = 34;
  const taken = roomLeft + roomRight + widths.reduce((sum, w) => sum + w, 0);
  const gap = Math.min(190, Math.max(leastGap, (width - taken) / (counts.length - 1)));
  const total = Math.max(width, taken + gap * (counts.length - 1));
  const spare = (total - taken - gap * (counts.length - 1)) / 2;

  const tiles: Tile[] = [];
  const columns: Column[] = [];
  let left = roomLeft + spare;
  counts.forEach((count, column) => {
    const inFile = Math.ceil(count / files[column]!);
    columns.push({ x: left + widths[column]! / 2, width: widths[column]!, units: count });
    for (let i = 0; i < count; ++i) {
      const [file, place] = [Math.floor(i / inFile), i % inFile];
      const here = Math.min(inFile, count - file * inFile);
      tiles.push({
        ...identity(shape, column, i),
        x: left + file * filePitch,
        y: height / 2 + (place - (here - 1) / 2) * pitch - size / 2,
      });
    }
    left += widths[column]! + gap;
  });
  const index = new Map(tiles.filter((t) => t.unit >= 0).map((t) => [t.column * 1000 + t.unit, t]));
  const tight = columns.some((column, i) => i > 0 && column.x - columns[i - 1]!.x < headWidth);
  return {
    width: total,
    height,
    size,
    tiles,
    columns,
    tight,
    named: files[0] === 1,
    find: (column, unit) => index.get(column * 1000 + unit),
  };
}

function identity(shape: Shape, column: number, i: number): Omit<Tile, "x" | "y"> {
  const used = shape.inputs.filter((place) => place >= 0).length;
  if (column === 0) return { kind: "input", column, unit: shape.inputs[i]!, map: shape.inputs[i]! };
  const before = used + shape.hidden.slice(0, column - 1).reduce((sum, n) => sum + n, 0);
  if (column <= shape.hidden.length) return { kind: "hidden", column, unit: i, map: before + i };
  return { kind: "output", column, unit: i, map: before + (shape.firstOutput ?? 0) + i };
}

// ---- Links ------------------------------------------------------------------------------------

export interface Link {
  parameter: number;
  /** Layer from 0 and the units that it joins. */
  layer: number;
  from: number;
  to: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export type WeightBlock = Omit<Block, "name">;

export function linksOf(layout: Layout, blocks: readonly WeightBlock[]): Link[] {
  const links: Link[] = [];
  for (const block of blocks) {
    if (!block.is_weight) continue;
    for (let from = 0; from < block.rows; ++from) {
      const a = layout.find(block.layer, from);
      for (let to = 0; a && to < block.cols; ++to) {
        const b = layout.find(block.layer + 1, to);
        if (!b) continue;
        const half = layout.size / 2;
        links.push({
          parameter: block.offset + from * block.cols + to,
          layer: block.layer,
          from,
          to,
          x0: a.x + layout.size,
          y0: a.y + half,
          x1: b.x,
          y1: b.y + half,
        });
      }
    }
  }
  return links;
}

/** Height of a link's curve at x: a cubic with level ends, both handles in the middle. */
export function linkY(link: Link, x: number): number {
  const goal = (x - link.x0) / (link.x1 - link.x0);
  let [low, high] = [0, 1];
  for (let i = 0; i < 18; ++i) {
    const t = (low + high) / 2;
    if (1.5 * t - 1.5 * t * t + t * t * t < goal) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  return link.y0 + (link.y1 - link.y0) * (3 * t * t - 2 * t * t * t);
}

export function nearestLink(links: readonly Link[], x: number, y: number, reach = 7): Link | null {
  let [best, winner]: [number, Link | null] = [reach, null];
  for (const link of links) {
    if (
      x < link.x0 + 2 ||
      x > link.x1 - 2 ||
      y < Math.min(link.y0, link.y1) - reach ||
      y > Math.max(link.y0, link.y1) + reach
    )
      continue;
    const distance = Math.abs(linkY(link, x) - y);
    if (distance < best) [best, winner] = [distance, link];
  }
  return winner;
}

/** The most that each of some counts may be for all to be `total` at most; 0: none needs a bound. */
export function share(counts: readonly number[], total: number): number {
  let [left, others] = [total, counts.length];
  for (const count of [...counts].sort((a, b) => a - b)) {
    if (count * others > left) return Math.floor(left / others);
    left -= count;
    others -= 1;
  }
  return 0;
}
