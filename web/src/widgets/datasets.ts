/** The data sets as little pictures, and what can be changed about the points. */
import type { Lab } from "../app/lab";
import type { Data, Task } from "../engine/protocol";
import { traceMark } from "../draw/marks";
import { onPaletteChange, palette } from "../draw/palette";
import { numberField, sliderField } from "../dom/fields";
import { h, unique } from "../dom/h";
import { icon } from "../dom/icons";
import { explain } from "../dom/tooltip";
import { table } from "../state/table";

interface Picture {
  data: Data;
  task: Task;
  classes: number;
}

/** What is hard about each set. */
const puzzles: Record<string, string> = {
  moons:
    "Two half-moons that reach into each other. A straight line gets most points right and can never have all " +
    "of them.",
  circles: "One class around the other. No straight line helps at all; three edges can fence the inner one in.",
  xor: "Opposite corners belong together. The smallest puzzle that a network without a hidden layer cannot solve.",
  gauss: "Clouds side by side. A straight line is enough, even without a hidden layer.",
  spiral: "Arms wound into each other: the hardest. It takes many units, more layers, or sines among the inputs.",
  blobs: "Round clouds at random places, in up to ten classes.",
  plane: "A value that rises evenly in one direction. One unit is enough.",
  "multi-gauss": "Hills and hollows. Several units must work together.",
};

/** Small samples of every data set, asked of the engine before the page's own settings. */
export async function pictures(lab: Lab): Promise<Map<string, Picture>> {
  const choices = await lab.call("choices");
  const found = new Map<string, Picture>();
  for (const { name, noise, classes } of choices.datasets) {
    if (name === "own") continue;
    const calmNoise = noise.min + (noise.default - noise.min) * 0.5;
    const configured = await lab.call("configure", {
      dataset: name,
      samples: 120,
      test_fraction: 0,
      test_samples: 0,
      noise: calmNoise,
      ...(classes.max > 0 ? { classes: Math.max(classes.min, Math.min(3, classes.max)) } : {}),
    });
    found.set(name, { data: await lab.call("data"), task: configured.task, classes: configured.classes.length });
  }
  return found;
}

export function datasetPicker(lab: Lab, found: ReadonlyMap<string, Picture>): HTMLElement {
  const name = unique("dataset");
  const groups: Record<Task, HTMLElement[]> = { classification: [], regression: [] };
  const inputs: HTMLInputElement[] = [];
  for (const dataset of lab.choices.datasets) {
    const picture = found.get(dataset.name);
    if (!picture) continue;
    const canvas = h("canvas", { width: 112, height: 112, "aria-hidden": "true" });
    const input = h("input", { type: "radio", name, value: dataset.name });
    input.addEventListener("change", () => choose(lab, dataset.name));
    inputs.push(input);
    const thumbnail = h("label", { class: "thumbnail" }, input, canvas, h("span", {}, dataset.name));
    explain(thumbnail, puzzles[dataset.name] ?? table.dataset.help);
    groups[dataset.task].push(thumbnail);
    const draw = () => drawPicture(canvas, picture);
    draw();
    onPaletteChange(draw);
  }
  lab.store.watch(
    ({ dataset }) => {
      for (const input of inputs) input.checked = input.value === dataset;
    },
    ["dataset"],
  );
  return h(
    "div",
    { "data-control": "dataset" },
    h("h2", { class: "caption" }, "Tell classes apart"),
    h("div", { class: "thumbnails", role: "radiogroup", "aria-label": "Classification data" }, groups.classification),
    h("h2", { class: "caption" }, "Predict a value"),
    h("div", { class: "thumbnails", role: "radiogroup", "aria-label": "Regression data" }, groups.regression),
  );
}

/** A data set comes with its own noise and as many classes as it can have. */
function choose(lab: Lab, name: string): void {
  const { noise, classes, task } = lab.choices.datasets.find((d) => d.name === name)!;
  const { state } = lab;
  const patch = { dataset: name, noise: noise.default };
  if (task === "regression") return void lab.store.set({ ...patch, output: "identity" });
  const open = classes.min !== classes.max;
  const wanted = open ? Math.max(classes.min, Math.min(3, classes.max)) : classes.min;
  lab.store.set({
    ...patch,
    classes: wanted,
    output: state.output === "identity" || wanted > 2 ? "softmax" : state.output,
  });
}

function drawPicture(canvas: HTMLCanvasElement, { data, task, classes }: Picture): void {
  const context = canvas.getContext("2d")!;
  const { train_x: x, train_y: y } = data;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const xs = Array.from({ length: y.length }, (_, i) => x[2 * i]!);
  const ys = Array.from({ length: y.length }, (_, i) => x[2 * i + 1]!);
  const half = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) / 2 || 1;
  const [cx, cy] = [(Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2];
  const [low, high] = data.value_range;
  const { classes: colours, diverging } = palette();
  const scale = (width / 2 - 12) / half;
  for (let i = 0; i < y.length; ++i) {
    const pixel = diverging[Math.max(0, Math.min(255, Math.round(((y[i]! - low) / (high - low || 1)) * 255)))]!;
    context.fillStyle =
      task === "regression"
        ? `rgb(${pixel & 255}, ${(pixel >> 8) & 255}, ${(pixel >> 16) & 255})`
        : colours[y[i]! % 10]!;
    context.beginPath();
    traceMark(
      context,
      task === "regression" || classes < 1 ? 0 : y[i]!,
      width / 2 + (xs[i]! - cx) * scale,
      height / 2 - (ys[i]! - cy) * scale,
      4,
    );
    context.fill();
  }
}

export function dataControls(lab: Lab): HTMLElement {
  const { store } = lab;
  const regenerate = h(
    "button",
    {
      type: "button",
      class: "button",
      "data-control": "regenerate",
      on: { click: () => store.set({ data_seed: lab.state.data_seed + 1 }) },
    },
    icon("dice", 16),
    "New points",
  );
  explain(regenerate, "Draw other points from the same data set.");
  const classes = numberField(store, "classes");
  const samples = sliderField(store, "samples", String);
  const noise = sliderField(store, "noise", (v) => v.toFixed(2));
  lab.on("configured", ({ settings }) => {
    // Those points are as they are.
    for (const element of [samples, noise, regenerate]) element.hidden = settings.dataset === "own";
    const dataset = lab.choices.datasets.find((d) => d.name === settings.dataset);
    classes.hidden = !dataset || dataset.classes.min === dataset.classes.max;
  });
  return h(
    "div",
    { class: "data-controls" },
    samples,
    noise,
    sliderField(store, "test_fraction", (v) => `${Math.round(100 * v)} %`),
    classes,
    regenerate,
  );
}
