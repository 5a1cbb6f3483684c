/** Are the slopes right? Two other ways to get them, side by side. */
import type { Lab } from "../../app/lab";
import { short } from "../../draw/format";
import { h } from "../../dom/h";
import { popoverAt } from "../../dom/popover";
import { explain } from "../../dom/tooltip";

export function gradientCheck(lab: Lab): HTMLElement {
  const button = h(
    "button",
    { type: "button", class: "button quiet", "data-control": "gradient_check", on: { click: () => void open() } },
    "Check the gradient",
  );
  explain(button, "Compare back-propagation with two other ways to find the slope of the loss.");
  const open = async () => {
    const blocks = await lab.attempt(() => lab.call("gradient_check"));
    if (!blocks) return;
    const worst = Math.max(...blocks.map((b) => b.complex_step_error));
    const rows = blocks.map((b) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, b.name),
        h("td", {}, short(b.largest_gradient)),
        h("td", {}, short(b.complex_step_error)),
        h("td", {}, short(b.central_difference_error)),
      ),
    );
    popoverAt(button.getBoundingClientRect(), "Gradient check", [
      h("h3", {}, worst < 1e-6 ? "Back-propagation is right" : "Back-propagation and the check differ"),
      h(
        "p",
        { class: "quiet" },
        "Relative error of each block's gradient against a complex step, which is exact to rounding, and " +
          "against moving each weight a little both ways.",
      ),
      h(
        "table",
        { class: "numbers" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Block", "largest slope", "complex step", "central difference"].map((t) => h("th", { scope: "col" }, t)),
          ),
        ),
        h("tbody", {}, rows),
      ),
    ]);
  };
  return button;
}
