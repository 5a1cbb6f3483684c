/** Which columns of a table to learn from, and which to learn. */
import type { Lab } from "../app/lab";
import type { TableInfo, Task } from "../engine/protocol";
import { h, unique } from "../dom/h";
import { toast } from "../dom/toast";
import { messageOf } from "../app/lab";

export function chooseColumns(lab: Lab, table: TableInfo): void {
  const { suggested, columns } = table;
  const boxes = columns.map((column, i) => {
    const box = h("input", { type: "checkbox", disabled: !column.numeric });
    box.checked = suggested.x.includes(i);
    const facts =
      column.numeric && column.min !== null ? `${column.min} to ${column.max}` : `${column.distinct} different values`;
    return {
      box,
      element: h(
        "label",
        { class: `column${column.numeric ? "" : " idle"}` },
        box,
        h("span", {}, column.name),
        h("span", { class: "quiet" }, facts, column.missing > 0 ? `, ${column.missing} missing` : ""),
      ),
    };
  });
  const [targetId, taskId] = [unique("target"), unique("task")];
  const target = h(
    "select",
    { id: targetId },
    columns.map((c, i) => h("option", { value: i, selected: i === suggested.target }, c.name)),
  );
  const task = h(
    "select",
    { id: taskId },
    h("option", { value: "classification", selected: suggested.task === "classification" }, "a class"),
    h("option", { value: "regression", selected: suggested.task === "regression" }, "a value"),
  );
  const standardise = h("input", { type: "checkbox", role: "switch" });
  standardise.checked = true;
  const problem = h("p", { class: "problem", role: "alert" });
  const dialog = h("dialog", { class: "dialog", "aria-label": `Columns of ${table.name}` });
  const use = async () => {
    const x = boxes.flatMap(({ box }, i) => (box.checked ? [i] : []));
    try {
      if (x.length < 2) throw new Error("Choose at least two columns of numbers to learn from.");
      const configured = await lab.call("use_table", {
        x,
        target: Number(target.value),
        task: task.value as Task,
        standardise: standardise.checked,
      });
      await lab.adopt(configured, true);
      dialog.close();
      const shown = lab.data.train_y.length + lab.data.test_y.length;
      toast(
        `${table.name}: ${shown} rows are on the ` +
          `plane.${shown < table.rows ? ` Left out for want of a cell: ${table.rows - shown}.` : ""}`,
      );
    } catch (error) {
      problem.textContent = messageOf(error);
    }
  };
  dialog.append(
    h("h2", {}, table.name),
    h(
      "p",
      { class: "quiet" },
      `${table.rows} rows, ${columns.length} columns. With more than two columns of numbers the plane shows ` +
        "their two main directions.",
    ),
    h(
      "fieldset",
      { class: "columns" },
      h("legend", { class: "caption" }, "Learn from"),
      boxes.map(({ element }) => element),
    ),
    h(
      "div",
      { class: "grid" },
      h("div", { class: "field" }, h("label", { for: targetId }, "To tell"), h("div", { class: "select" }, target)),
      h("div", { class: "field" }, h("label", { for: taskId }, "which is"), h("div", { class: "select" }, task)),
    ),
    h("label", { class: "toggle" }, standardise, h("span", { class: "track" }), "scale the columns alike"),
    problem,
    h(
      "div",
      { class: "dialog-buttons" },
      h("button", { type: "button", class: "button quiet", on: { click: () => dialog.close() } }, "Cancel"),
      h("button", { type: "button", class: "button strong", on: { click: () => void use() } }, "Use these"),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
