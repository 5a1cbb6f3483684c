/** Puts the page together: engine, state, widgets. */
import { Lab, messageOf } from "./app/lab";
import { Runs } from "./app/runs";
import { installAddress, openGiven, readAddress, takePacked } from "./app/address";
import { EngineClient } from "./engine/client";
import { h, replace } from "./dom/h";
import { toast } from "./dom/toast";
import { installTooltip } from "./dom/tooltip";
import { pictures } from "./widgets/datasets";
import { buildPage } from "./widgets/page";
import { installShortcuts } from "./widgets/transport";
import { defaults } from "./state/table";

const endings: Record<string, string> = {
  epochs: "Training has reached its last epoch, as set under More.",
  converged: "The solver has converged: no step makes the loss smaller.",
  "stop condition": "The training loss is as low as was asked for.",
};

async function start(): Promise<void> {
  const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  const client = new EngineClient(worker);
  const lab = new Lab(client);
  const problems = readAddress(lab.store);
  await client.ready;
  lab.on("error", (message) => toast(message, "error"));
  lab.on("note", (message) => toast(message));
  lab.on("finished", (why) => toast(endings[why] ?? why));
  installTooltip();
  const found = await pictures(lab);
  lab.choices = await lab.call("choices");
  const runs = new Runs(lab);
  const { open } = await buildPage(document.getElementById("page")!, lab, runs, found);
  lab.on(
    "configured",
    ({ maps, parameters }) =>
      void lab.call("watch", {
        grid: maps.length > 250 ? 12 : maps.length > 80 ? 20 : 32,
        output_grid: parameters > 20000 ? 40 : parameters > 4000 ? 64 : 96,
      }),
  );
  await lab.call("watch", { grid: 32, output_grid: 96 });
  // Of points that the address does not have.
  if (lab.state.dataset === "own") lab.store.set({ dataset: defaults().dataset });
  await lab.start();
  await takePacked(lab);
  installShortcuts(lab);
  installAddress(lab);
  await openGiven(open);
  for (const problem of problems) toast(problem, "error");
  if (lab.state.autoplay && lab.state.guide === 0) lab.play();
  document.documentElement.dataset["ready"] = "yes";
}

start().catch((error: unknown) => {
  replace(
    document.getElementById("page")!,
    h("div", { class: "starting", role: "alert" }, h("p", {}, messageOf(error))),
  );
  document.documentElement.dataset["ready"] = "failed";
});
if ("serviceWorker" in navigator && location.protocol === "https:") void navigator.serviceWorker.register("sw.js");
