/** The page's plan: which widget stands where. */
import type { Lab } from "../app/lab";
import type { Runs } from "../app/runs";
import { segmentedField, toggleField } from "../dom/fields";
import { h, replace, shape } from "../dom/h";
import { ConfusionPanel } from "../panels/confusion_panel";
import { panels } from "../panels/panels";
import { RunsPanel } from "../panels/runs_panel";
import { SpacePanel } from "../panels/space_panel";
import { StepPanel } from "../panels/step/step_panel";
import { SurfacePanel } from "../panels/surface_panel";
import { UnitsPanel } from "../panels/units_panel";
import { guide } from "../guide/guide";
import { dataControls, datasetPicker, type pictures } from "./datasets";
import { divergenceBanner } from "./divergence";
import { ghostOption } from "./ghost";
import { layersBar } from "./layers_bar";
import { legend } from "./legend";
import { LossChart } from "./loss_chart";
import { Diagram } from "./network/diagram";
import { ownData } from "./own_data";
import { OutputMap } from "./output_map";
import { saveMenu } from "./save_menu";
import { scores } from "./scores";
import { themeButton } from "./theme";
import { trainingBar } from "./training_bar";
import { transport } from "./transport";

/** In several turns, so that the browser is never kept waiting for long. */
export async function buildPage(
  page: HTMLElement,
  lab: Lab,
  runs: Runs,
  found: Awaited<ReturnType<typeof pictures>>,
): Promise<{ open: (file: File) => Promise<void> }> {
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  const diagram = new Diagram(lab);
  const plane = new OutputMap(lab);
  const chart = new LossChart(lab, runs);
  const own = ownData(lab, plane);
  const path = guide(lab);
  const data = h(
    "section",
    { class: "data", "aria-label": "Data" },
    datasetPicker(lab, found),
    own.buttons,
    dataControls(lab),
  );
  await turn();
  const controls = h(
    "section",
    { class: "card controls", "aria-label": "Training" },
    transport(lab),
    trainingBar(lab),
  );
  await turn();
  const closer = panels(lab, {
    step: new StepPanel(lab, diagram),
    space: new SpacePanel(lab),
    surface: new SurfacePanel(lab),
    units: new UnitsPanel(lab, diagram),
    confusion: new ConfusionPanel(lab),
    runs: new RunsPanel(lab, runs),
  });
  await turn();
  replace(
    page,
    h(
      "header",
      { class: "top" },
      h("h1", { class: "brand" }, moon(), "Crescent"),
      h("p", { class: "tagline" }, "A neural network is learning here, on your own machine. Touch anything."),
      h("nav", { "aria-label": "Page" }, path.button, saveMenu(lab), themeButton(lab.store)),
    ),
    controls,
    path.card,
    divergenceBanner(lab),
    h(
      "main",
      { class: "card lab", id: "main" },
      data,
      h("section", { class: "net", "aria-label": "Network" }, layersBar(lab), diagram.element),
      h(
        "section",
        { class: "out", "aria-label": "Output" },
        scores(lab),
        own.toolbar,
        plane.element,
        legend(lab),
        h(
          "div",
          { class: "view-options" },
          toggleField(lab.store, "show_test"),
          toggleField(lab.store, "discretise"),
          ghostOption(lab, plane),
        ),
        h(
          "div",
          { class: "chart-head" },
          h("h2", { class: "caption" }, "Loss over epochs"),
          segmentedField(lab.store, "axis"),
        ),
        chart.element,
      ),
    ),
    closer,
  );
  hideControls(lab);
  return { open: own.open };
}

/**
 * Teachers leave controls out by the address: hide=noise,learning_rate. By style, so that those made later
 * are left out too.
 */
function hideControls(lab: Lab): void {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  lab.store.watch(
    ({ hide }) =>
      sheet.replaceSync(
        hide.map((name) => `[data-control="${CSS.escape(name)}"] { display: none !important; }`).join("\n"),
      ),
    ["hide"],
  );
}

function moon(): SVGElement {
  return shape(
    "svg",
    { viewBox: "0 0 32 32", "aria-hidden": "true" },
    shape("path", { d: "M22.6 22.4A11 11 0 1 1 12.2 4.9a9 9 0 0 0 10.400 17.500z", fill: "var(--class-0)" }),
    shape("circle", { cx: 23.5, cy: 9.5, r: 3, fill: "var(--class-1)" }),
  );
}
