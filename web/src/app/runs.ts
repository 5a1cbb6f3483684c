/** The losses of this run and of the last few before it, for the chart. */
import type { Configured, Settings, Snapshot } from "../engine/protocol";
import { defaults } from "../state/table";
import type { Lab } from "./lab";

export interface Run {
  id: number;
  name: string;
  epochs: number[];
  train: number[];
  test: number[];
  settings: Settings;
  shown: boolean;
}

const mostPoints = 3000;
const mostKept = 6;

export class Runs {
  current: Run;
  kept: Run[] = [];
  #next = 1;
  #listeners: (() => void)[] = [];

  constructor(lab: Lab) {
    this.current = this.#fresh(defaults() as unknown as Settings);
    lab.on("restarted", (configured) => this.#restart(configured));
    lab.on("configured", ({ settings }) => {
      this.current.settings = settings;
      this.current.name = nameOf(settings);
    });
    lab.on("snapshot", (snapshot) => this.#extend(snapshot));
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  forget(run: Run): void {
    this.kept = this.kept.filter((other) => other !== run);
    this.#tell();
  }

  show(run: Run, shown: boolean): void {
    run.shown = shown;
    this.#tell();
  }

  #fresh(settings: Settings): Run {
    return { id: this.#next++, name: nameOf(settings), epochs: [], train: [], test: [], settings, shown: true };
  }

  #restart({ settings }: Configured): void {
    if ((this.current.epochs.at(-1) ?? 0) >= 10) this.kept = [this.current, ...this.kept].slice(0, mostKept);
    this.current = this.#fresh(settings);
    this.#tell();
  }

  #extend({ history }: Snapshot): void {
    const { epochs, train, test } = this.current;
    const drop = () => (epochs.pop(), train.pop(), test.pop());
    const before = epochs.length;
    while (epochs.length > 0 && epochs.at(-1)! > history.keep_until) drop();
    for (let i = 0; i < history.epochs.length; ++i) {
      while (epochs.length > 0 && epochs.at(-1)! >= history.epochs[i]!) drop();
      epochs.push(history.epochs[i]!);
      train.push(history.train_loss[i]!);
      if (history.test_loss.length > 0) test.push(history.test_loss[i]!);
    }
    if (epochs.length > mostPoints) for (const list of [epochs, train, test]) thin(list);
    if (history.restarted || epochs.length !== before) this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Every other point of the older half; the ends stay. */
function thin(list: number[]): void {
  const half = list.length >> 1;
  const kept = list.filter((_, i) => i >= half || i % 2 === 0);
  list.splice(0, list.length, ...kept);
}

export function nameOf(settings: Settings): string {
  const layers = settings.hidden.length === 0 ? "no hidden layer" : settings.hidden.join("·");
  const kinds = [...new Set(settings.activation)];
  const activation = settings.hidden.length === 0 ? "" : ` ${kinds.length === 1 ? kinds[0]! : "mixed"}`;
  return `${layers}${activation}, ${settings.solver} ${settings.learning_rate}`;
}
