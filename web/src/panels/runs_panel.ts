/** Runs side by side, and the way back to earlier epochs of this one. */
import type { Lab } from "../app/lab";
import type { Run, Runs } from "../app/runs";
import { count, loss } from "../draw/format";
import { h, replace } from "../dom/h";
import { icon } from "../dom/icons";
import { engineKeys, type State } from "../state/table";
import type { Panel } from "./panel";

export class RunsPanel implements Panel {
  readonly element = h("div", { class: "runs-panel" });
  #visible = false;

  constructor(
    private readonly lab: Lab,
    private readonly runs: Runs,
  ) {
    runs.onChange(() => !lab.playing && this.#show());
    lab.on("playing", () => this.#show());
  }

  shown(): void {
    this.#visible = true;
    this.#show();
  }

  hidden(): void {
    this.#visible = false;
  }

  #show(): void {
    if (!this.#visible) return;
    const rows = [this.runs.current, ...this.runs.kept].map((run) => this.#row(run));
    const back = h("div", { class: "kept" });
    replace(
      this.element,
      h(
        "table",
        { class: "numbers" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Run", "Epochs", "Training loss", "Test loss", "In the chart"].map((t) => h("th", { scope: "col" }, t)),
            h("td", {}),
          ),
        ),
        h("tbody", {}, rows),
      ),
      h("h2", { class: "caption" }, "Go back in this run"),
      back,
    );
    void this.#kept(back);
  }

  #row(run: Run): HTMLElement {
    const current = run === this.runs.current;
    const shown = h("input", {
      type: "checkbox",
      role: "switch",
      "aria-label": `${run.name} in the chart`,
      disabled: current,
    });
    shown.checked = run.shown;
    shown.addEventListener("change", () => this.runs.show(run, shown.checked));
    const again = h(
      "button",
      { type: "button", class: "button small", on: { click: () => this.lab.store.set(settingsOf(run)) } },
      "These settings",
    );
    const forget = h(
      "button",
      {
        type: "button",
        class: "icon-button small",
        "aria-label": `Forget ${run.name}`,
        on: { click: () => this.runs.forget(run) },
      },
      icon("close", 14),
    );
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, current ? `Now: ${run.name}` : run.name),
      h("td", {}, count(run.epochs.at(-1) ?? 0)),
      h("td", {}, loss(run.train.at(-1) ?? null)),
      h("td", {}, loss(run.test.at(-1) ?? null)),
      h("td", {}, h("label", { class: "toggle" }, shown, h("span", { class: "track" }))),
      h("td", { class: "actions" }, !current && again, !current && forget),
    );
  }

  async #kept(parent: HTMLElement): Promise<void> {
    const epochs = await this.lab.call("kept_epochs");
    const shown =
      epochs.length <= 12
        ? epochs
        : Array.from({ length: 12 }, (_, i) => epochs[Math.round((i * (epochs.length - 1)) / 11)]!);
    const buttons = [...new Set(shown)].map((epoch) =>
      h(
        "button",
        { type: "button", class: "button small", on: { click: () => void this.#goBack(epoch) } },
        `epoch ${count(epoch)}`,
      ),
    );
    replace(parent, buttons.length > 0 ? buttons : h("p", { class: "quiet" }, "Nothing is kept yet."));
  }

  async #goBack(epoch: number): Promise<void> {
    if (this.lab.playing) await this.lab.pause();
    const configured = await this.lab.attempt(() => this.lab.call("go_back", epoch));
    if (configured) await this.lab.adopt({ ...configured, network_changed: false });
    this.#show();
  }
}

function settingsOf(run: Run): Partial<State> {
  const settings = run.settings as unknown as Record<string, unknown>;
  return Object.fromEntries(
    engineKeys.filter((key) => key in settings).map((key) => [key, settings[key]]),
  ) as Partial<State>;
}
