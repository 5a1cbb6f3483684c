/** Loss and accuracy, on the points trained on and on those held out. */
import type { Lab } from "../app/lab";
import { full, loss, percent } from "../draw/format";
import { h, text } from "../dom/h";
import { explain } from "../dom/tooltip";

export function scores(lab: Lab): HTMLElement {
  const block = (name: string, id: string, help: string, dashed: boolean) => {
    const value = h("output", { class: "score", id });
    const right = h("span", { class: "right" });
    const element = h(
      "div",
      { class: `score-block${dashed ? " dashed" : ""}` },
      h("span", { class: "caption" }, name),
      value,
      right,
    );
    explain(element, help);
    return { element, value, right };
  };
  const train = block(
    "Training loss",
    "train-loss",
    "How wrong the network is on the points it learns from, on average. For classes it is the cross-entropy.",
    false,
  );
  const test = block(
    "Test loss",
    "test-loss",
    "The same on points it has never seen. If this rises while the training loss falls, it learns the noise by heart.",
    true,
  );
  lab.on("snapshot", (s) => {
    text(train.value, loss(s.train_loss));
    text(test.value, loss(s.test_loss));
    text(train.right, s.train_accuracy === null ? "" : `${percent(s.train_accuracy)} right`);
    text(test.right, s.test_accuracy === null ? "" : `${percent(s.test_accuracy)} right`);
    if (!lab.playing) {
      train.value.title = s.train_loss === null ? "no training points" : full(s.train_loss);
      test.value.title = s.test_loss === null ? "no test points" : full(s.test_loss);
    }
  });
  return h("div", { class: "scores" }, train.element, test.element);
}
