/** Logistic regression on the same points, as a dashed line beside the network's. */
import type { Lab } from "../app/lab";
import { percent } from "../draw/format";
import { h, text } from "../dom/h";
import { toggleField } from "../dom/fields";
import type { OutputMap } from "./output_map";

export function ghostOption(lab: Lab, plane: OutputMap): HTMLElement {
  const words = h("span", { class: "quiet ghost-words" });
  let asked = 0;
  const show = async () => {
    const mine = ++asked;
    if (!lab.state.ghost || !lab.has("configured") || lab.configured.task !== "classification") {
      plane.ghost(null);
      text(words, "");
      return;
    }
    const answer = await lab.attempt(() => lab.call("logistic_regression", { grid: 64, cross_validated: false }));
    if (!answer || mine !== asked) return;
    plane.ghost(answer.map);
    text(words, `${percent(answer.accuracy)} right`);
  };
  lab.store.watch(() => lab.has("configured") && void show(), ["ghost"]);
  lab.on("data", () => void show());
  return h("span", { class: "ghost-option" }, toggleField(lab.store, "ghost"), words);
}
