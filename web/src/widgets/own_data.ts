/** Own data: a file dropped or chosen, a table pasted, points drawn on the plane. */
import type { Lab } from "../app/lab";
import { messageOf } from "../app/lab";
import { download, openBytes } from "../app/files";
import { OwnPoints } from "../app/own_points";
import { h, replace } from "../dom/h";
import { icon } from "../dom/icons";
import { popover } from "../dom/popover";
import { explain } from "../dom/tooltip";
import { mark } from "./legend";
import type { OutputMap } from "./output_map";
import { chooseColumns } from "./table_chooser";

const largestFile = 20e6; // bytes

export function ownData(
  lab: Lab,
  plane: OutputMap,
): { buttons: HTMLElement; toolbar: HTMLElement; open: (file: File) => Promise<void> } {
  const take = async (bytes: Uint8Array, name: string) => {
    try {
      const opened = await openBytes(lab, bytes, name);
      if (opened.kind === "table") chooseColumns(lab, opened.table);
      else if (opened.kind === "data")
        lab.emit("note", `The rows of ${name} are on the plane, as the opened model sees them.`);
      else if (opened.kind === "page" || lab.data.train_y.length > 0)
        lab.emit(
          "note",
          opened.kind === "model" ? `${name} is open: its weights, on the points that are here.` : `${name} is open.`,
        );
    } catch (error) {
      lab.emit("error", messageOf(error));
    }
  };
  const open = async (file: File) => {
    if (file.size > largestFile) {
      lab.emit(
        "error",
        `${file.name} has ${(file.size / 1e6).toFixed(0)} MB; the page takes up to ${largestFile / 1e6}.`,
      );
      return;
    }
    await take(new Uint8Array(await file.arrayBuffer()), file.name);
  };
  const text = h("textarea", {
    rows: 8,
    placeholder: "x1,x2,class\n0.5,1.2,red\n…",
    "aria-label": "A table: comma, semicolon or tab between columns",
    spellcheck: "false",
  });
  const paste = h("button", { type: "button", class: "button" }, "Paste");
  const pasted = popover(
    paste,
    "Paste a table",
    h("h3", {}, "Paste a table"),
    h(
      "p",
      { class: "quiet" },
      "A row for each point, comma, semicolon or tab between columns; from a spreadsheet it comes right by itself.",
    ),
    text,
    h(
      "button",
      {
        type: "button",
        class: "button strong",
        on: {
          click: () => {
            const value = text.value;
            if (value.trim() === "") return lab.emit("error", "There is nothing in the field yet.");
            pasted.close();
            void take(new TextEncoder().encode(value), "pasted.csv");
          },
        },
      },
      "Use it",
    ),
  );
  const input = h("input", {
    type: "file",
    accept: ".csv,.tsv,.txt,.onnx,.json",
    class: "sr",
    tabindex: -1,
    "aria-label": "Open a file",
  });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (file) void open(file);
  });
  const choose = h(
    "button",
    { type: "button", class: "button", on: { click: () => input.click() } },
    icon("open", 16),
    "Open",
  );
  explain(
    choose,
    "A table (CSV), a model that Crescent trained (ONNX), or a saved playground. Or drop it anywhere on the page.",
  );
  const { toolbar, button: draw } = drawing(lab, plane);
  const save = h(
    "button",
    {
      type: "button",
      class: "button",
      on: { click: () => void lab.attempt(async () => download(await lab.call("to_csv"), "points.csv", "text/csv")) },
    },
    "Download",
  );
  explain(save, "The points as a CSV file.");
  installDrop(open);
  const buttons = h(
    "div",
    { "data-control": "own_data" },
    h("h2", { class: "caption" }, "Your own"),
    h("div", { class: "own-buttons" }, draw, choose, paste, save, input),
  );
  return { buttons, toolbar, open };
}

function installDrop(open: (file: File) => Promise<void>): void {
  const veil = h(
    "div",
    { class: "drop-veil", hidden: true },
    h("p", {}, "Drop a table, a model or a saved playground"),
  );
  document.body.append(veil);
  let depth = 0;
  const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragenter", (event) => {
    if (!hasFile(event)) return;
    depth += 1;
    veil.hidden = false;
  });
  document.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    veil.hidden = depth === 0;
  });
  document.addEventListener("dragover", (event) => hasFile(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    const file = event.dataTransfer?.files[0];
    if (file) void open(file);
  });
}

/** The pen: a class or the eraser, used on the plane. */
function drawing(lab: Lab, plane: OutputMap): { toolbar: HTMLElement; button: HTMLElement } {
  const own = new OwnPoints(lab);
  own.onChange = () => plane.draw();
  const toolbar = h("div", { class: "pen", role: "toolbar", "aria-label": "Draw points", hidden: true });
  const button = h(
    "button",
    {
      type: "button",
      class: "button",
      "data-control": "draw",
      "aria-pressed": "false",
      on: { click: () => set(toolbar.hidden) },
    },
    icon("draw", 16),
    "Draw",
  );
  explain(button, "Draw points on the plane, in any class, or erase them.");
  let pen = 0; // -1: the eraser
  let count = 2;
  let range: [number, number] = [-1, 1];
  const reach = () => 0.03 * (lab.configured.domain.x[1] - lab.configured.domain.x[0]);
  let last: [number, number] | null = null;
  const regression = () => lab.configured.task === "regression";
  const touch = (x: number, y: number) => {
    if (pen < 0) {
      own.erase(x, y, reach());
      return;
    }
    own.add(x, y, regression() ? range[pen]! : pen); // a regression has two pens: its lowest and highest value
  };
  const tool = {
    cursor: "crosshair",
    press: (x: number, y: number) => {
      last = [x, y];
      touch(x, y);
    },
    drag: (x: number, y: number) => {
      const far = last === null || Math.hypot(x - last[0], y - last[1]) > reach() * (pen < 0 ? 0.5 : 1.6);
      if (!far) return;
      last = [x, y];
      touch(x, y);
    },
  };
  const set = (on: boolean) => {
    toolbar.hidden = !on;
    button.setAttribute("aria-pressed", String(on));
    plane.use(on ? tool : null);
    if (!on) return;
    own.takeOver();
    count = Math.max(2, lab.configured.classes.length);
    range = lab.data.value_range;
    show();
  };
  const show = () => {
    const pens = Array.from({ length: count }, (_, k) => {
      const name = regression() ? ["low", "high"][k]! : (lab.configured.classes[k] ?? String(k));
      return h(
        "button",
        {
          type: "button",
          class: "button small",
          "aria-pressed": String(pen === k),
          "aria-label": regression() ? `Draw ${name} values` : `Draw class ${name}`,
          on: { click: () => choose(k) },
        },
        mark(k),
        name,
      );
    });
    replace(
      toolbar,
      pens,
      count < 10 &&
        !regression() &&
        h(
          "button",
          {
            type: "button",
            class: "icon-button small",
            "aria-label": "One more class",
            on: {
              click: () => {
                count += 1;
                choose(count - 1);
              },
            },
          },
          icon("plus", 16),
        ),
      h(
        "button",
        { type: "button", class: "button small", "aria-pressed": String(pen === -1), on: { click: () => choose(-1) } },
        "Erase",
      ),
      h(
        "button",
        {
          type: "button",
          class: "button small quiet",
          on: {
            click: () => {
              own.clear();
              plane.blank(own);
            },
          },
        },
        "Start empty",
      ),
      h("button", { type: "button", class: "button small strong", on: { click: () => set(false) } }, "Done"),
    );
  };
  const choose = (next: number) => {
    pen = next;
    show();
  };
  lab.on("data", () => {
    plane.blank(null);
    if (!toolbar.hidden && lab.configured.settings.dataset !== "own") own.takeOver();
  });
  return { toolbar, button };
}
