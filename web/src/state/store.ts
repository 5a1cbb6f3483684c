/** The state in use: one copy, changed only here, with those told who asked to be. */
import { defaults, keys, row, type Key, type State } from "./table";
import type { Row } from "./rows";

type Listener = (state: State, changed: ReadonlySet<Key>) => void;

export class Store {
  #state: State = defaults();
  readonly #listeners: { listener: Listener; keys: ReadonlySet<Key> | null }[] = [];

  get state(): Readonly<State> {
    return this.#state;
  }

  set(patch: Partial<State>): ReadonlySet<Key> {
    const changed = new Set<Key>();
    const next = { ...this.#state };
    for (const key of keys) {
      if (patch[key] === undefined) continue;
      const { format } = row(key) as Row<unknown>;
      if (format(patch[key]) === format(next[key])) continue;
      (next[key] as unknown) = patch[key];
      changed.add(key);
    }
    if (changed.size === 0) return changed;
    this.#state = next;
    for (const { listener, keys: wanted } of this.#listeners)
      if (wanted === null || [...changed].some((key) => wanted.has(key))) listener(this.#state, changed);
    return changed;
  }

  /** Calls `listener` now and whenever one of `wanted` (default: any) changes. */
  watch(listener: Listener, wanted?: Key[]): void {
    this.#listeners.push({ listener, keys: wanted ? new Set(wanted) : null });
    listener(this.#state, new Set(wanted ?? keys));
  }
}
