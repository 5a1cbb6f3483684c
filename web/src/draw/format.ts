/** Numbers as people read them. */
import { format } from "d3-format";

const grouped = format(",d");

/** An epoch: 1,234. */
export const count = (value: number): string => grouped(value).replaceAll(",", " ");

/** A loss: always three places, small ones with an exponent. */
export function loss(value: number | null, places = 3): string {
  if (value === null) return "–";
  if (value !== 0 && Math.abs(value) < 0.0005) return minus(value.toExponential(2));
  return value >= 1000 ? short(value) : value.toFixed(places);
}

export const percent = (value: number | null): string => (value === null ? "–" : `${(100 * value).toFixed(1)} %`);

/** A number in a formula: four significant digits, a true minus. */
export function short(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const written = size >= 1e5 || size < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return minus(written);
}

/** All digits that the number has. */
export const full = (value: number): string => minus(String(value));

export const minus = (written: string): string => written.replaceAll("-", "−");

/** Milliseconds or less. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds >= 1) return `${milliseconds.toFixed(1)} ms`;
  return `${Math.round(milliseconds * 1000)} µs`;
}
