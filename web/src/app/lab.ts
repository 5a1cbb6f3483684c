/**
 * What the widgets share: the engine, the state's store, and the last that the engine said. Changes of
 * the store go to the engine in order; what the engine refuses is taken back and shown.
 */
import type { EngineClient } from "../engine/client";
import type {
  Calls,
  Choices,
  Configured,
  Data,
  Divergence,
  Settings,
  Snapshot,
  Watch,
  WorkerCalls,
} from "../engine/protocol";
import { Store } from "../state/store";
import { engineKeys, type Key, type State } from "../state/table";
import { Emitter } from "./emitter";

interface Events {
  choices: Choices;
  configured: Configured;
  data: Data;
  snapshot: Snapshot;
  /** The network begins again: the run so far is over. */
  restarted: Configured;
  playing: boolean;
  diverged: Divergence;
  finished: string;
  error: string;
  note: string;
  /** The pointer or the focus is on a map of the diagram; null: on none. */
  focus: number | null;
  /** A parameter that the visitor wants explained. */
  parameter: number | null;
  /** A training row that the visitor has chosen. */
  row: number;
}

type AllCalls = Calls & WorkerCalls;

export class Lab extends Emitter<Events> {
  readonly store = new Store();
  choices!: Choices;
  configured!: Configured;
  data!: Data;
  snapshot!: Snapshot;
  playing = false;
  /** Training row that explanations follow. */
  row = 0;
  #quiet = false; // the store is being brought in line with the engine
  #pending = new Set<Key>();
  #queue: Promise<unknown> = Promise.resolve();
  #ready = false;
  #told = ""; // the divergence that was told of last

  constructor(readonly client: EngineClient) {
    super();
    client.onSnapshot = (snapshot) => this.#take(snapshot);
    client.onStopped = (error) => {
      this.#setPlaying(false);
      this.emit("error", error.message);
    };
    this.store.watch((_, changed) => this.#changed(changed), engineKeys);
    this.store.watch(() => this.playing && this.play(), ["speed", "stop_below"]);
  }

  /** Whether the engine has said this yet; before that, the member is not there. */
  has(what: "configured" | "data" | "snapshot"): boolean {
    return (this[what] as unknown) !== undefined;
  }

  get state(): Readonly<State> {
    return this.store.state;
  }

  call<Name extends keyof AllCalls>(
    name: Name,
    ...args: Parameters<AllCalls[Name]>
  ): Promise<ReturnType<AllCalls[Name]>> {
    return this.client.call(name, ...args);
  }

  /** As `call`, for a press of a button: a refusal is shown and answered with null. */
  async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.emit("error", messageOf(error));
      return null;
    }
  }

  /** Makes the engine's settings those of the store. */
  async start(): Promise<void> {
    this.choices = await this.call("choices");
    this.emit("choices", this.choices);
    this.#ready = true;
    this.#pending.clear();
    const asked = this.state;
    const answer = await this.attempt(() => this.call("configure", settingsOf(asked, engineKeys)));
    await this.adopt(answer ?? (await this.call("configure", {})), true);
  }

  /** Takes an answer of the engine's over into the page. */
  async adopt(configured: Configured, everything = false): Promise<void> {
    this.configured = configured;
    this.#quiet = true;
    this.store.set(stateOf(configured.settings, this.#pending));
    this.#quiet = false;
    for (const note of configured.notes) this.emit("note", note);
    if (everything || configured.data_changed) {
      this.data = await this.call("data");
      if (this.row >= this.data.train_y.length) this.row = 0;
      this.emit("data", this.data);
    }
    if (everything || configured.network_changed) this.emit("restarted", configured);
    this.emit("configured", configured);
    this.#take(await this.call("snapshot"));
  }

  /** Waits until the engine has all changes of the store. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  async look(watch?: Partial<Watch>): Promise<void> {
    if (watch) await this.call("watch", watch);
    if (this.#ready && this.has("configured")) this.#take(await this.call("snapshot"));
  }

  play(): void {
    const { speed, stop_below } = this.state;
    const options = { epochs_per_second: Number(speed), stop_below: stop_below > 0 ? stop_below : null };
    void this.attempt(() => this.settled().then(() => this.call("play", options)));
    this.#setPlaying(true);
  }

  async pause(): Promise<void> {
    this.#setPlaying(false);
    const snapshot = await this.attempt(() => this.call("pause"));
    if (snapshot) this.#take(snapshot);
  }

  async step(epochs = 1): Promise<void> {
    if (this.playing) await this.pause();
    await this.settled();
    const snapshot = await this.attempt(() => this.call("step", epochs));
    if (snapshot) this.#take(snapshot);
  }

  /** The same first weights again. */
  async reset(): Promise<void> {
    const configured = await this.attempt(() => this.settled().then(() => this.call("reset")));
    if (configured) await this.adopt({ ...configured, network_changed: true });
  }

  chooseRow(row: number): void {
    this.row = row;
    this.emit("row", row);
  }

  #take(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    if (snapshot.playing !== this.playing) this.#setPlaying(snapshot.playing);
    this.emit("snapshot", snapshot);
    const diverged = snapshot.diverged ? JSON.stringify(snapshot.diverged) : "";
    if (snapshot.diverged && diverged !== this.#told) this.emit("diverged", snapshot.diverged);
    this.#told = diverged;
    if (snapshot.finished && !snapshot.diverged) this.emit("finished", snapshot.finished);
  }

  #setPlaying(playing: boolean): void {
    if (playing === this.playing) return;
    this.playing = playing;
    this.emit("playing", playing);
  }

  #changed(changed: ReadonlySet<Key>): void {
    if (!this.#ready || this.#quiet) return;
    const first = this.#pending.size === 0;
    for (const key of changed) if (engineKeys.includes(key)) this.#pending.add(key);
    if (!first || this.#pending.size === 0) return;
    this.#queue = this.#queue.then(() => this.#send());
  }

  async #send(): Promise<void> {
    const patch = settingsOf(this.state, [...this.#pending]);
    this.#pending.clear();
    const answer = await this.attempt(() => this.call("configure", patch));
    if (answer) return this.adopt(answer);
    this.#quiet = true; // refused: the page shows what is still in effect
    this.store.set(stateOf(this.configured.settings, this.#pending));
    this.#quiet = false;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function settingsOf(state: Readonly<State>, wanted: readonly Key[]): Partial<Settings> {
  return Object.fromEntries(wanted.map((key) => [key, state[key]])) as Partial<Settings>;
}

function stateOf(settings: Settings, except: ReadonlySet<Key>): Partial<State> {
  const known = engineKeys.filter((key) => key in settings && !except.has(key));
  return Object.fromEntries(known.map((key) => [key, settings[key as keyof Settings]])) as Partial<State>;
}
