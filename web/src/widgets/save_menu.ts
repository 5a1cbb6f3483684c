/** Take it along: a link, one file with everything, the model for other programs. */
import type { Lab } from "../app/lab";
import { download, saveAll } from "../app/files";
import { pack } from "../app/pack";
import { toHash } from "../state/url";
import { h } from "../dom/h";
import { icon } from "../dom/icons";
import { popover } from "../dom/popover";
import { explain } from "../dom/tooltip";
import { toast } from "../dom/toast";

const longestLink = 8000; // characters that mail and chat programs still pass on

/** The page's address with what was asked for in it. */
export async function link(lab: Lab, weights: boolean): Promise<string> {
  const { data, configured, snapshot, state } = lab;
  const own = configured.settings.dataset === "own";
  const labelled = (x: Float64Array, y: Float64Array) =>
    Array.from(y, (label, i) => [x[2 * i]!, x[2 * i + 1]!, label]).flat();
  const points = own
    ? await pack(
        Float32Array.from([
          configured.task === "regression" ? -1 : configured.classes.length,
          0,
          0,
          ...labelled(data.train_x, data.train_y),
          ...labelled(data.test_x, data.test_y),
        ]),
      )
    : "";
  const hash = toHash({ ...state, points, weights: weights ? await pack(snapshot.parameters) : "" });
  return `${location.origin}${location.pathname}${hash === "" ? "" : `#${hash}`}`;
}

export function saveMenu(lab: Lab): HTMLElement {
  const button = h(
    "button",
    { type: "button", class: "button quiet", "data-control": "save" },
    icon("share", 16),
    "Save",
  );
  explain(button, "Take it along: a link, one file with everything, the network for other programs.");
  const weights = h("input", { type: "checkbox", role: "switch" });
  const shown = h("input", { type: "text", readonly: true, class: "text", "aria-label": "The link", hidden: true });
  const copy = async () => {
    const address = await link(lab, weights.checked);
    shown.value = address;
    shown.hidden = false;
    shown.select();
    const copied = await (navigator.clipboard as Clipboard | undefined)?.writeText(address).then(
      () => true,
      () => false,
    );
    const long = address.length > longestLink ? " It is long: a file travels better." : "";
    toast((copied ? "The link is copied." : "Here is the link.") + long);
  };
  const item = (title: string, words: string, run: () => unknown) =>
    h(
      "button",
      { type: "button", class: "menu-item", on: { click: () => void lab.attempt(async () => await run()) } },
      h("strong", {}, title),
      h("span", { class: "quiet" }, words),
    );
  popover(
    button,
    "Save and share",
    h("h3", {}, "A link to this"),
    h("label", { class: "toggle" }, weights, h("span", { class: "track" }), "with the weights as they are now"),
    h(
      "button",
      { type: "button", class: "button strong", on: { click: () => void lab.attempt(copy) } },
      "Copy the link",
    ),
    shown,
    h("h3", {}, "Files"),
    item("Everything", "settings, points and weights, to open here again", () =>
      download(saveAll(lab), "playground.json", "application/json"),
    ),
    item("ONNX model", "for crescent predict and any ONNX runtime", async () =>
      download(await lab.call("to_onnx"), "playground.onnx", "application/octet-stream"),
    ),
    item("C header", "the network as one C file, for a microcontroller", async () =>
      download(await lab.call("to_c", "playground"), "playground.h", "text/x-c"),
    ),
    item("Points", "as a CSV table", async () => download(await lab.call("to_csv"), "points.csv", "text/csv")),
  );
  return button;
}
