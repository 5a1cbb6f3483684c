/** Reset, play, one step, and how far training has come. */
import type { Lab } from "../app/lab";
import { count, duration } from "../draw/format";
import { h, replace, text } from "../dom/h";
import { icon } from "../dom/icons";
import { segmentedField } from "../dom/fields";
import { explain } from "../dom/tooltip";

export function transport(lab: Lab): HTMLElement {
  const play = h("button", {
    type: "button",
    class: "play",
    "data-control": "play",
    on: { click: () => (lab.playing ? void lab.pause() : lab.play()) },
  });
  const reset = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "data-control": "reset",
      "aria-label": "Reset to the same first weights",
      on: { click: () => void lab.reset() },
    },
    icon("reset", 20),
  );
  explain(reset, "Back to epoch 0 with the same first weights. Keyboard: R");
  const fresh = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "data-control": "new_weights",
      "aria-label": "Reset to new first weights",
      on: { click: () => lab.store.set({ seed: lab.state.seed + 1 }) },
    },
    icon("dice", 20),
  );
  const step = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "data-control": "step",
      "aria-label": "Train one epoch",
      on: { click: () => void lab.step() },
    },
    icon("step", 20),
  );
  explain(step, "Train for one epoch: every training point is looked at once. Keyboard: S");
  const show = () => {
    replace(play, icon(lab.playing ? "pause" : "play", 24));
    play.setAttribute("aria-label", lab.playing ? "Pause" : "Play");
    explain(play, lab.playing ? "Stop training here. Keyboard: space" : "Train. Keyboard: space");
  };
  lab.on("playing", show);
  show();
  lab.store.watch(
    ({ seed }) =>
      explain(fresh, `Back to epoch 0 with new first weights. They come from the seed, now ${seed}. Keyboard: N`),
    ["seed"],
  );
  const seed = h("span", { class: "seed", "aria-hidden": "true" });
  lab.store.watch((state) => text(seed, `seed ${state.seed}`), ["seed"]);
  return h(
    "div",
    { class: "transport" },
    h("div", { class: "buttons" }, reset, play, step, h("span", { class: "with-seed" }, fresh, seed)),
    epochCounter(lab),
    segmentedField(lab.store, "speed"),
  );
}

function epochCounter(lab: Lab): HTMLElement {
  const epoch = h("output", { class: "epoch-number", id: "epoch" }, "0");
  const pace = h("span", { class: "pace" });
  let last = 0;
  lab.on("snapshot", (snapshot) => {
    text(epoch, count(snapshot.epoch));
    const now = performance.now();
    if (now - last < 400 && lab.playing) return;
    last = now;
    text(pace, snapshot.milliseconds_per_epoch > 0 ? `${duration(snapshot.milliseconds_per_epoch)} each` : "");
  });
  const element = h("div", { class: "epoch" }, h("label", { class: "caption", for: "epoch" }, "Epoch"), epoch, pace);
  explain(
    element,
    "How many times the network has seen all training points, and how long one such pass takes on this machine.",
  );
  return element;
}

/** Space, R, S and N, unless something is being typed. */
export function installShortcuts(lab: Lab): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      target.matches("input, select, textarea, button, a, [role=tab], summary")
    )
      return;
    const actions: Record<string, () => void> = {
      " ": () => (lab.playing ? void lab.pause() : lab.play()),
      r: () => void lab.reset(),
      s: () => void lab.step(),
      n: () => lab.store.set({ seed: lab.state.seed + 1 }),
    };
    const action = actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
