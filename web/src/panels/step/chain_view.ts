/** The chain rule of one weight, traced from the loss down to it. */
import type { Lab } from "../../app/lab";
import type { Chain } from "../../engine/protocol";
import { full, short } from "../../draw/format";
import { h, replace } from "../../dom/h";
import { icon } from "../../dom/icons";
import { math } from "../../dom/math";
import { parameterWords } from "../../widgets/network/weight_card";

export class ChainView {
  readonly element = h("div", { class: "chain", hidden: true, "aria-live": "polite" });
  #parameter: number | null = null;

  constructor(private readonly lab: Lab) {
    lab.on("parameter", (parameter) => {
      this.#parameter = parameter;
      void (lab.playing ? lab.pause() : Promise.resolve()).then(() => this.#look());
    });
    lab.on("row", () => void this.#look());
    lab.on("snapshot", (snapshot) => !snapshot.playing && void this.#look());
    lab.on("restarted", () => {
      this.#parameter = null;
      this.element.hidden = true;
    });
  }

  async #look(): Promise<void> {
    const parameter = this.#parameter;
    if (parameter === null || this.lab.playing) return;
    const chain = await this.lab.attempt(() => this.lab.call("chain", parameter, this.lab.row));
    if (chain && parameter === this.#parameter) this.#show(chain);
  }

  #show(chain: Chain): void {
    const { name, story } = parameterWords(this.lab, chain.parameter.index);
    const fresh = this.element.hidden;
    const close = h(
      "button",
      {
        type: "button",
        class: "icon-button small",
        "aria-label": "Close",
        on: {
          click: () => {
            this.#parameter = null;
            this.element.hidden = true;
          },
        },
      },
      icon("close", 16),
    );
    const lines = chain.links.flatMap((link) => this.#link(link));
    const bias = chain.parameter.from === null;
    replace(
      this.element,
      h(
        "div",
        { class: "chain-head" },
        h(
          "div",
          {},
          h("h2", {}, `Where the gradient of ${name} comes from`),
          h("p", { class: "quiet" }, `${story} For training point ${this.lab.row + 1}, read from the loss down.`),
        ),
        close,
      ),
      h(
        "div",
        { class: "lines" },
        lines,
        h(
          "div",
          { class: "line total" },
          math(
            bias ? "∂L/∂b = δ" : `∂L/∂w = a_{below} · δ = ${short(chain.a_below)} · (${short(chain.delta)})`,
            "left",
          ),
          h("span", { class: "value", title: full(chain.gradient) }, short(chain.gradient)),
        ),
        h(
          "div",
          { class: "line quiet" },
          h("span", { class: "left" }, "The same by moving the weight a little and looking at the loss"),
          h("span", { class: "value", title: full(chain.numeric) }, short(chain.numeric)),
        ),
      ),
    );
    this.element.hidden = false;
    if (fresh) this.element.scrollIntoView({ block: "nearest" });
  }

  #link(link: Chain["links"][number]): HTMLElement[] {
    const at = `(${link.layer + 1})`;
    if (link.p !== null && link.target !== null)
      return [line(`δ^{${at}}_${link.unit + 1} = p − t = ${short(link.p)} − ${short(link.target)}`, link.delta)];
    const terms = link.terms.map((t) => `(${short(t.weight)})·(${short(t.delta)})`);
    const shown = terms.length > 4 ? [...terms.slice(0, 3), "…"] : terms;
    if (terms.length === 0) return [line(`δ^{${at}}_${link.unit + 1}`, link.delta)];
    return [
      line(`∂L/∂a^{${at}}_${link.unit + 1} = Σ w δ = ${shown.join(" + ")}`, link.da),
      line(`δ^{${at}}_${link.unit + 1} = ∂L/∂a · f′(z) = (${short(link.da)}) · ${short(link.slope)}`, link.delta),
    ];
  }
}

function line(formula: string, value: number): HTMLElement {
  return h(
    "div",
    { class: "line" },
    math(formula, "left"),
    h("span", { class: `value ${value < 0 ? "negative" : "positive"}`, title: full(value) }, short(value)),
  );
}
