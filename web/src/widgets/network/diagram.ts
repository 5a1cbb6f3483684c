/** The network: a canvas of links and live maps, with a button over each tile for hand and keyboard. */
import type { Lab } from "../../app/lab";
import { calm, onceAFrame, Pace, surface, type Surface } from "../../draw/canvas";
import { full } from "../../draw/format";
import { onPaletteChange } from "../../draw/palette";
import { h } from "../../dom/h";
import { hideTooltip, showAt } from "../../dom/tooltip";
import { arrange, linksOf, nearestLink, type Layout, type Link, type Shape, type Tile } from "./layout";
import { layerHeads } from "./heads";
import { featureName, layerName } from "./names";
import { dashLength, leastSizeWithBias, Painter, type Look } from "./painter";
import { openUnitCard } from "./unit_card";
import { openWeightCard, parameterWords } from "./weight_card";

const flowSpeed = 0.027; // pixels a millisecond

export class Diagram {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas", { "aria-hidden": "true" }); // of links; the tiles stand on top
  readonly #tiles = h("canvas", { "aria-hidden": "true", class: "no-pointer" });
  // Biases; the keyboard has them in each unit's card.
  readonly #dots = h("div", { class: "tiles", "aria-hidden": "true" });
  readonly #buttons = h("div", {
    class: "tiles",
    role: "group",
    "aria-label": "The network's units; arrow keys move among them",
  });
  readonly #heads = h("div", { class: "layer-heads" });
  readonly #note = h("p", { class: "diagram-note" });
  readonly #scroller: HTMLElement;
  readonly #surface: Surface;
  readonly #tileSurface: Surface;
  readonly #pace = new Pace();
  readonly #painter = new Painter();
  #look: Look | null = null;
  #offeredMaps: Float32Array = new Float32Array(0);
  #focus: Tile | null = null;
  #hovered: Link | null = null;
  #frozen: ReadonlySet<number> = new Set();
  #lit: { layer: number; backward: boolean } | null = null;
  #ailing: ReadonlySet<number> = new Set();
  #linksStale = true;
  readonly #nextFrame = onceAFrame((now) => this.#draw(now));

  constructor(private readonly lab: Lab) {
    this.#scroller = h(
      "div",
      { class: "diagram-scroller" },
      this.#heads,
      h("div", { class: "diagram-field" }, this.#canvas, this.#tiles, this.#buttons, this.#dots),
    );
    this.element = h("div", { class: "diagram" }, this.#scroller, this.#note);
    this.#surface = surface(this.#canvas, () => this.draw());
    this.#tileSurface = surface(this.#tiles, () => this.draw());
    new ResizeObserver(() => this.arrange()).observe(this.#scroller);
    lab.on("configured", (configured) => {
      this.arrange();
      if (configured.data_changed || configured.network_changed || this.#offeredMaps.length === 0)
        void this.#lookAtFeatures();
    });
    lab.on("snapshot", ({ playing }) => (playing ? this.#nextFrame() : this.draw()));
    lab.on("restarted", () => void this.refreshFrozen());
    onPaletteChange(() => this.draw());
    this.#canvas.addEventListener("pointermove", (event) => this.#hover(event));
    this.#canvas.addEventListener("pointerleave", () => this.#unhover());
    this.#canvas.addEventListener("click", (event) => this.#press(event));
    this.#buttons.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Draws all of it with the next frame. */
  draw(): void {
    this.#linksStale = true;
    this.#nextFrame();
  }

  /** Marks a layer of links, for the walk through a step. */
  light(lit: { layer: number; backward: boolean } | null): void {
    this.#lit = lit;
    this.draw();
  }

  async refreshFrozen(): Promise<void> {
    this.#frozen = new Set(await this.lab.call("frozen"));
    this.draw();
  }

  ail(maps: ReadonlySet<number>): void {
    this.#ailing = maps;
    this.draw();
  }

  async #lookAtFeatures(): Promise<void> {
    this.#offeredMaps = await this.lab.call("features", { grid: 24 });
    if (this.#look) this.#look.offered = this.#offeredMaps;
    this.draw();
  }

  arrange(): void {
    const { configured } = this.lab;
    if (!this.lab.has("configured") || this.#scroller.clientWidth === 0) return;
    const offered = this.#offered();
    const shape: Shape = {
      inputs: offered.map((name) => configured.inputs.indexOf(name)),
      hidden: configured.layers.slice(0, -1).map(({ units }) => units),
      outputs: configured.layers.at(-1)!.units,
      firstOutput: configured.layers.at(-1)!.units === 1 && configured.classes.length === 2 ? 1 : 0,
    };
    const field = this.#canvas.parentElement!;
    const layout = arrange(shape, this.#scroller.clientWidth, field.clientHeight);
    field.style.width = `${layout.width}px`;
    this.#heads.style.width = `${layout.width}px`;
    const biases = new Map(configured.blocks.filter((b) => !b.is_weight).map((b) => [b.layer, b.offset]));
    this.#look = {
      layout,
      links: linksOf(layout, configured.blocks),
      maps: configured.maps,
      scales: configured.maps.map((map) => this.#scale(map.kind, map.layer)),
      bias: (tile) => (tile.column === 0 ? -1 : (biases.get(tile.column - 1) ?? -1 - tile.unit) + tile.unit),
      inputNames: offered.map(featureName),
      offered: this.#offeredMaps,
    };
    const drawn = this.#painter.drawnOfCrowded(this.#look);
    const hint =
      drawn > 0
        ? `Of each crowded layer the ${drawn} strongest links are drawn.`
        : "Press a unit, a link, or the dot of a bias to look inside and change it.";
    this.#note.textContent = `Blue is above zero, orange below; a thick link has a large weight. ${hint}`;
    layerHeads(this.#heads, this.lab, layout);
    this.#makeButtons(layout);
    this.draw();
  }

  /** The inputs that can be had: all features, or whatever an opened model has. */
  #offered(): string[] {
    const { configured, choices } = this.lab;
    return configured.model === null ? choices.features.map(({ name }) => name) : configured.inputs;
  }

  #scale(kind: string, layer: number): string {
    if (kind === "hidden") return this.lab.configured.layers[layer]!.activation;
    return kind === "output" && this.lab.configured.task === "classification" ? "probability" : kind;
  }

  #makeButtons(layout: Layout): void {
    const active = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["tile"] : undefined;
    this.#buttons.replaceChildren();
    const layers = this.lab.configured.layers.length;
    layout.tiles.forEach((tile, i) => {
      const name =
        tile.kind === "input"
          ? `Input ${this.#look!.inputNames[i]}`
          : `Unit ${tile.unit + 1} of ${layerName(tile.column - 1, layers)}`;
      const button = h("button", {
        type: "button",
        class: "tile",
        "aria-label": name,
        tabindex: i === 0 ? 0 : -1,
        "data-tile": i,
        "aria-pressed": tile.kind === "input" ? String(tile.map >= 0) : undefined,
        "data-help": tile.kind === "input" && !layout.named ? this.#look!.inputNames[i] : undefined,
        on: {
          pointerenter: () => this.#setFocus(tile),
          pointerleave: () => this.#setFocus(null),
          focus: () => this.#setFocus(tile),
          blur: () => this.#setFocus(null),
          click: () => this.#open(tile, i, button),
        },
      });
      Object.assign(button.style, {
        left: `${tile.x}px`,
        top: `${tile.y}px`,
        width: `${layout.size}px`,
        height: `${layout.size}px`,
      });
      this.#buttons.append(button);
    });
    this.#makeDots(layout);
    if (active !== undefined) this.#buttons.querySelector<HTMLElement>(`[data-tile="${active}"]`)?.focus();
  }

  #makeDots({ tiles, size }: Layout): void {
    this.#dots.replaceChildren();
    for (const tile of tiles) {
      const parameter = this.#look!.bias(tile);
      if (parameter < 0 || size < leastSizeWithBias) continue;
      const dot = h("button", {
        type: "button",
        class: "bias-dot",
        tabindex: -1,
        "data-parameter": parameter,
        on: {
          pointerenter: (event) =>
            showAt(
              event.clientX,
              event.clientY + 14,
              this.#told(parameter, "Bias", parameterWords(this.lab, parameter).name),
            ),
          pointerleave: hideTooltip,
          click: () => openWeightCard(this.lab, this, parameter, dot.getBoundingClientRect()),
        },
      });
      Object.assign(dot.style, { left: `${tile.x}px`, top: `${tile.y + size}px` });
      this.#dots.append(dot);
    }
  }

  #open(tile: Tile, index: number, button: HTMLElement): void {
    if (tile.kind !== "input")
      return openUnitCard(this.lab, this, tile.column - 1, tile.unit, button.getBoundingClientRect());
    const name = this.#offered()[index]!;
    const { features } = this.lab.state;
    const order = this.lab.choices.features.map((feature) => feature.name);
    if (this.lab.configured.model !== null)
      return this.lab.emit("note", `These are the inputs of the model ${this.lab.configured.model}.`);
    const next = features.includes(name) ? features.filter((other) => other !== name) : [...features, name];
    if (next.length === 0) return this.lab.emit("note", "The network needs at least one feature to look at.");
    this.lab.store.set({ features: next.sort((a, b) => order.indexOf(a) - order.indexOf(b)) });
  }

  #setFocus(tile: Tile | null): void {
    if (tile === this.#focus) return;
    this.#focus = tile;
    this.lab.emit("focus", tile && tile.map >= 0 ? tile.map : null);
    this.draw();
  }

  /** Arrow keys: up and down in a column, left and right between columns. */
  #key(event: KeyboardEvent): void {
    const moves: Record<string, [number, number]> = {
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
    };
    const move = moves[event.key];
    const at = Number((event.target as HTMLElement).dataset["tile"]);
    const tile = this.#look?.layout.tiles[at];
    if (!move || !tile) return;
    event.preventDefault();
    const { tiles } = this.#look!.layout;
    const better = (other: Tile): number => {
      const [dx, dy] = [other.x - tile.x, other.y - tile.y];
      const ahead = dx * move[0] + dy * move[1];
      return ahead < 2 ? Infinity : ahead + 3 * Math.abs(move[0] !== 0 ? dy * 0.5 : dx);
    };
    const best = tiles.reduce((winner, other) => (better(other) < better(winner) ? other : winner), tile);
    if (best === tile) return;
    const target = this.#buttons.children[tiles.indexOf(best)] as HTMLElement;
    for (const button of this.#buttons.children) button.setAttribute("tabindex", "-1");
    target.tabIndex = 0;
    target.focus();
  }

  #hit(event: PointerEvent | MouseEvent): Link | null {
    const box = this.#canvas.getBoundingClientRect();
    if (!this.#look) return null;
    const { parameters } = this.lab.snapshot;
    const drawn = this.#look.links.filter((link) => this.#painter.draws(link, parameters));
    return nearestLink(drawn, event.clientX - box.left, event.clientY - box.top);
  }

  #hover(event: PointerEvent): void {
    const link = this.#hit(event);
    if (link !== this.#hovered) {
      this.#hovered = link;
      this.#canvas.style.cursor = link ? "pointer" : "";
      this.draw();
    }
    if (!link) return hideTooltip();
    showAt(event.clientX, event.clientY + 14, this.#told(link.parameter, "Weight", this.weightName(link)));
  }

  #told(parameter: number, kind: string, name: string): string {
    const frozen = this.#frozen.has(parameter) ? ", frozen" : "";
    return `${kind} ${name} is ${full(this.lab.snapshot.parameters[parameter]!)}${frozen}. Click to change it.`;
  }

  #unhover(): void {
    this.#hovered = null;
    hideTooltip();
    this.draw();
  }

  #press(event: MouseEvent): void {
    const link = this.#hit(event);
    if (!link) return;
    hideTooltip();
    openWeightCard(this.lab, this, link.parameter, new DOMRect(event.clientX, event.clientY, 0, 0));
  }

  weightName({ layer, from, to }: { layer: number; from: number; to: number }): string {
    return `W${layer + 1}[${from + 1}, ${to + 1}]`;
  }

  isFrozen(parameter: number): boolean {
    return this.#frozen.has(parameter);
  }

  #draw(now: number): void {
    const { snapshot, playing } = this.lab;
    if (!this.#look || !this.lab.has("snapshot") || snapshot.parameters.length !== this.lab.configured.parameters)
      return;
    const moving = (playing || this.#lit !== null) && !calm();
    const due = this.#pace.due(now);
    const moment = {
      parameters: snapshot.parameters,
      fields: snapshot.maps,
      focus: this.#focus,
      hovered: this.#hovered,
      lit: this.#lit,
      frozen: this.#frozen,
      flow: moving ? (now * flowSpeed) % dashLength || 0.01 : 0,
      ailing: this.#ailing,
    };
    if (due || this.#linksStale) this.#painter.links(this.#surface.begin(), this.#look, moment);
    this.#linksStale = false;
    this.#painter.tiles(this.#tileSurface.begin(), this.#look, moment);
    if (this.#lit !== null && moving) this.#nextFrame();
  }
}
