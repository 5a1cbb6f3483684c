/** Training went wrong: what happened, and the way on. The engine has gone back to the last good epoch. */
import type { Lab } from "../app/lab";
import { count } from "../draw/format";
import { h, replace } from "../dom/h";
import { plain } from "../dom/fields";

export function divergenceBanner(lab: Lab): HTMLElement {
  const element = h("div", { class: "banner card", role: "alert", hidden: true });
  const close = () => (element.hidden = true);
  lab.on("diverged", (d) => {
    const slower = h(
      "button",
      {
        type: "button",
        class: "button strong",
        on: {
          click: () => {
            close();
            lab.store.set({ learning_rate: d.suggested_learning_rate });
            lab.play();
          },
        },
      },
      `Go on from epoch ${count(d.epoch)} at ${plain(d.suggested_learning_rate)}`,
    );
    replace(
      element,
      h("div", {}, h("h2", {}, "The loss ran away"), h("p", {}, d.message)),
      h(
        "div",
        { class: "banner-buttons" },
        slower,
        h("button", { type: "button", class: "button", on: { click: close } }, "Leave it"),
      ),
    );
    element.hidden = false;
  });
  lab.on("restarted", close);
  lab.on("playing", (playing) => playing && close());
  return element;
}
