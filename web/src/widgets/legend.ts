/** What the colours and shapes mean. */
import type { Lab } from "../app/lab";
import { short } from "../draw/format";
import { traceMark } from "../draw/marks";
import { onPaletteChange, palette } from "../draw/palette";
import { h, replace } from "../dom/h";

export function legend(lab: Lab): HTMLElement {
  const element = h("div", { class: "legend" });
  let focused = false;
  const show = () => {
    if (!lab.has("data")) return;
    const { configured, data } = lab;
    if (focused) replace(element, bar("−1 or less", "what it computes", "1 or more"));
    else if (configured.task === "regression")
      replace(element, bar(short(data.value_range[0]), "value", short(data.value_range[1])));
    else
      replace(
        element,
        configured.classes.map((name, k) => h("span", { class: "class-chip" }, mark(k), name)),
        configured.classes.length === 2 ? bar("", "", "") : false,
      );
    element.classList.toggle("many", configured.classes.length > 4);
  };
  lab.on("configured", show);
  lab.on("data", show);
  lab.on("focus", (map) => {
    if ((map !== null) === focused) return;
    focused = map !== null;
    show();
  });
  onPaletteChange(show);
  return element;
}

function bar(low: string, middle: string, high: string): HTMLElement {
  return h(
    "span",
    { class: "scale" },
    h("span", {}, low),
    h("span", { class: "gradient", "aria-hidden": "true" }, middle && h("em", {}, middle)),
    h("span", {}, high),
  );
}

export function mark(index: number, size = 16): HTMLCanvasElement {
  const canvas = h("canvas", { width: 2 * size, height: 2 * size, class: "mark", "aria-hidden": "true" });
  const context = canvas.getContext("2d")!;
  context.fillStyle = palette().classes[index % 10]!;
  context.beginPath();
  traceMark(context, index, size, size, size * 0.62);
  context.fill();
  return canvas;
}
