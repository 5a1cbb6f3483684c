/** What a chapter lets one try, with numbers from the engine. */
import type { Lab } from "../app/lab";
import type { Snapshot } from "../engine/protocol";
import { count, percent } from "../draw/format";
import { h, replace, text } from "../dom/h";
import type { Extra } from "./chapters";
import type { Shown } from "./shown";
import { hiddenSizes } from "./sizes";

export const extras: Record<Extra, (lab: Lab) => Shown> = { logistic, unit, losses, sizes: hiddenSizes, overfitting };

function playButton(lab: Lab, words: string): HTMLElement {
  return h("button", { type: "button", class: "button", on: { click: () => lab.play() } }, words);
}

function logistic(lab: Lab): Shown {
  const words = h("p", {}, "…");
  void lab.attempt(async () => {
    const fit = await lab.call("logistic_regression", { grid: 0, cross_validated: true });
    text(
      words,
      `Logistic regression, its penalty chosen by cross-validation (C = ${fit.C.toPrecision(4)}): ` +
        `${percent(fit.accuracy)} of the points are on the right side.`,
    );
  });
  return { element: h("div", { class: "fact" }, words), stop: () => {} };
}

function unit(lab: Lab): Shown {
  return { element: h("div", { class: "fact" }, playButton(lab, "Train this unit")), stop: () => {} };
}

function overfitting(lab: Lab): Shown {
  const low = h("p", {});
  let least = Infinity;
  const stop = lab.on("snapshot", ({ test_loss, epoch }: Snapshot) => {
    if (epoch === 0) least = Infinity;
    if (test_loss === null || epoch === 0) return;
    least = Math.min(least, test_loss);
    text(low, `Lowest test loss so far ${least.toFixed(3)}, now ${test_loss.toFixed(3)}.`);
  });
  return { element: h("div", { class: "fact" }, playButton(lab, "Train"), low), stop };
}

/** The tutorial's table: the loss every 1000 passes, as the command prints it. */
function losses(lab: Lab): Shown {
  const every = 1000;
  const rows = h("tbody", {});
  const found = new Map<number, number>();
  const words = h("p", { class: "quiet" }, "Loss = J / n on the 200 points.");
  const run = h(
    "button",
    { type: "button", class: "button strong", on: { click: () => void lab.attempt(train) } },
    "Train 20 000 passes",
  );
  const train = async () => {
    if (lab.playing) await lab.pause();
    found.clear();
    await lab.call("record_every", every);
    await lab.reset();
    lab.store.set({ speed: "0" });
    lab.play();
  };
  const stop = lab.on("snapshot", ({ history, train_accuracy, epoch, finished }: Snapshot) => {
    if (history.keep_until < 0) found.clear();
    history.epochs.forEach((at, i) => (at - 1) % every === 0 && found.set(at - 1, history.objective[i]!));
    replace(
      rows,
      [...found]
        .sort(([a], [b]) => a - b)
        .map(([at, loss]) => h("tr", {}, h("td", {}, count(at)), h("td", {}, loss.toFixed(6)))),
    );
    rows.closest(".loss-table")?.scrollTo({ top: 1e6 });
    if (finished || epoch >= 20000)
      text(words, `After ${count(epoch)} passes ${percent(train_accuracy)} of the points are right.`);
  });
  return {
    element: h(
      "div",
      { class: "fact" },
      run,
      h(
        "div",
        { class: "loss-table", tabindex: 0 },
        h(
          "table",
          { class: "numbers" },
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "After iteration"), h("th", { scope: "col" }, "Loss"))),
          rows,
        ),
      ),
      words,
    ),
    stop: () => {
      stop();
      void lab.call("record_every", 0);
    },
  };
}
