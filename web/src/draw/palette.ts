/**
 * The colours of the data, read from the style sheet's tokens, so that light and dark are decided there
 * alone. Colours differ in lightness as well as hue, and classes have shapes too.
 */
import { rgb } from "d3-color";
import { interpolateRgb } from "d3-interpolate";

export interface Palette {
  dark: boolean;
  ink: string;
  soft: string;
  line: string;
  card: string;
  wash: string;
  negative: string;
  positive: string;
  /** Classes 0 and 1 are also the signs: orange is below zero, blue above. */
  classes: string[];
  /** 256 colours from the most negative through the card to the most positive, as 0xAABBGGRR. */
  diverging: Uint32Array;
  /** For each class 256 colours from the card to that class. */
  shades: Uint32Array[];
}

let current: Palette | null = null;
const listeners: (() => void)[] = [];

export function palette(): Palette {
  current ??= read();
  return current;
}

export function onPaletteChange(listener: () => void): void {
  listeners.push(listener);
}

/** After the theme has changed. */
export function refreshPalette(): void {
  current = null;
  for (const listener of listeners) listener();
}

function read(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const classes = Array.from({ length: 10 }, (_, i) => token(`class-${i}`));
  const zero = token("zero");
  const [negative, positive] = [classes[0]!, classes[1]!];
  const low = interpolateRgb(zero, negative);
  const high = interpolateRgb(zero, positive);
  return {
    dark: token("dark") === "1",
    ink: token("ink"),
    soft: token("ink-soft"),
    line: token("line"),
    card: token("card"),
    wash: token("wash"),
    negative,
    positive,
    classes,
    diverging: table((t) => (t < 0.5 ? low(1 - 2 * t) : high(2 * t - 1))),
    shades: classes.map((colour) => table(interpolateRgb(zero, colour))),
  };
}

function table(colour: (t: number) => string): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const { r, g, b } = rgb(colour(i / 255));
    return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
  });
}
