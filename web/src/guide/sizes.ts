/** Networks of different width on the same points, side by side. */
import type { Lab } from "../app/lab";
import { loss, percent } from "../draw/format";
import { Heat, paintSigned } from "../draw/heat";
import { traceMark } from "../draw/marks";
import { palette } from "../draw/palette";
import { h, text } from "../dom/h";
import type { Shown } from "./shown";

const widths = [1, 2, 3, 4, 5, 20, 50];
const slice = 250; // passes at a time, so that the page keeps up

export function hiddenSizes(lab: Lab): Shown {
  let alive = true;
  const ended = () => !alive;
  const cells = widths.map((width) => {
    const canvas = h("canvas", {
      width: 160,
      height: 160,
      role: "img",
      "aria-label": `Decision with ${width} hidden units`,
    });
    const words = h("span", { class: "quiet" }, "–");
    return {
      width,
      canvas,
      words,
      element: h(
        "figure",
        { class: "size-cell" },
        canvas,
        h("figcaption", {}, h("strong", {}, width === 1 ? "1 unit" : `${width} units`), words),
      ),
    };
  });
  const passes = lab.choices.tutorial.epochs;
  const train = async () => {
    run.disabled = true;
    for (const cell of cells) {
      if (ended()) return;
      lab.store.set({ hidden: [cell.width] });
      await lab.settled();
      await lab.reset();
      for (let done = 0; done < passes && !ended(); done += slice) {
        await lab.step(Math.min(slice, passes - done));
        draw(lab, cell.canvas);
        text(cell.words, `${percent(lab.snapshot.train_accuracy)} right, loss ${loss(lab.snapshot.objective, 4)}`);
        await new Promise(requestAnimationFrame);
      }
    }
    run.disabled = false;
  };
  const run = h(
    "button",
    { type: "button", class: "button strong", on: { click: () => void lab.attempt(train) } },
    "Train all seven",
  );
  return {
    element: h(
      "div",
      { class: "fact wide" },
      run,
      h(
        "div",
        { class: "size-cells" },
        cells.map(({ element }) => element),
      ),
    ),
    stop: () => (alive = false),
  };
}

function draw(lab: Lab, canvas: HTMLCanvasElement): void {
  const { output } = lab.snapshot;
  if (!output || lab.configured.classes.length !== 2) return;
  const context = canvas.getContext("2d")!;
  const size = Math.round(Math.sqrt(output.length / 2));
  const heat = new Heat();
  paintSigned(heat.resize(size, size), 0, size, output.subarray(size * size), size, 0.5, 0.78);
  heat.flush();
  context.imageSmoothingQuality = "high";
  context.drawImage(heat.canvas, 0, 0, canvas.width, canvas.height);
  const { domain } = lab.configured;
  const { train_x: x, train_y: y } = lab.data;
  for (let i = 0; i < y.length; ++i) {
    context.beginPath();
    context.fillStyle = palette().classes[y[i]!]!;
    const px = ((x[2 * i]! - domain.x[0]) / (domain.x[1] - domain.x[0])) * canvas.width;
    const py = ((domain.y[1] - x[2 * i + 1]!) / (domain.y[1] - domain.y[0])) * canvas.height;
    traceMark(context, y[i]!, px, py, 2.4);
    context.fill();
  }
}
