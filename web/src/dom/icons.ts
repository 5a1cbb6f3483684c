/** The page's few icons, drawn on a 24 by 24 grid with strokes, except where filled. */
import { shape } from "./h";

const strokes = {
  reset: "M4 4v6h6M4.6 10A8 8 0 1 1 4 14",
  step: "M6 5l9 7-9 7zM18 5v14",
  play: "M8 5.2v13.6a.6.6 0 0 0 .92.5l10.5-6.8a.6.6 0 0 0 0-1L8.92 4.7A.6.6 0 0 0 8 5.2z",
  pause: "M7 5h3v14H7zM14 5h3v14h-3z",
  dice: "M5 5h14v14H5zM9 9h.01M15 15h.01M15 9h.01M9 15h.01",
  plus: "M12 6v12M6 12h12",
  minus: "M6 12h12",
  close: "M6 6l12 12M18 6L6 18",
  share: "M12 4v11M8 8l4-4 4 4M5 13v6h14v-6",
  open: "M4 7V5h6l2 2h8v12H4z",
  book: "M12 6c-2-1.5-5-2-8-1.6V18c3-.4 6 .1 8 1.6 2-1.5 5-2 8-1.6V4.400c-3-.4-6 .1-8 1.600zM12 6v13.6",
  sun:
    "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 " +
    "17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4",
  moon: "M19.5 14.500A8 8 0 1 1 9.5 4.500a6.5 6.5 0 0 0 10 10z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  draw: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  undo: "M4 9h10a5 5 0 0 1 0 10H9M4 9l4-4M4 9l4 4",
  sliders: "M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4",
  help: "M9 9a3 3 0 1 1 4.5 2.600c-1 .6-1.5 1.2-1.5 2.400M12 17.500h.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
} as const;
const filled: ReadonlySet<string> = new Set(["play", "pause"]);

export type IconName = keyof typeof strokes;

export function icon(name: IconName, size = 18): SVGElement {
  const solid = filled.has(name);
  return shape(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "icon" },
    shape("path", {
      d: strokes[name],
      fill: solid ? "currentColor" : "none",
      stroke: solid ? "none" : "currentColor",
      "stroke-width": name === "more" || name === "dice" ? 2.2 : 1.7,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
}
