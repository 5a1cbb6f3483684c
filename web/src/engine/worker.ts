/**
 * The worker: owns the engine, answers calls in order and trains in slices of a few milliseconds, so
 * that a call never waits long. Posts a snapshot when the page has drawn the last one.
 */
import type { FromWorker, ToWorker } from "./messages";
import type { EngineError, PlayOptions, Snapshot, WorkerCalls } from "./protocol";
import { buffersOf, CallError, Session } from "./session";
import { startEngine } from "./start";
import { Player } from "./player";

declare const self: {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  location: { href: string };
};

function post(message: FromWorker): void {
  self.postMessage(message, buffersOf(message));
}

function asError(error: unknown): EngineError {
  if (error instanceof CallError) return error.error;
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, where: { file: "", line: 0, column: 0 } };
}

class Worker {
  private readonly player: Player;

  constructor(private readonly session: Session) {
    this.player = new Player(
      session,
      (snapshot: Snapshot) => post({ type: "snapshot", snapshot }),
      (error) => post({ type: "stopped", error: asError(error) }),
    );
  }

  receive(message: ToWorker): void {
    if (message.type === "drawn") {
      this.player.drawn();
      return;
    }
    const { id, call, args } = message;
    try {
      post({ type: "answer", id, value: this.answer(call, args) });
    } catch (error) {
      post({ type: "error", id, error: asError(error) });
    }
  }

  private answer(call: string, args: unknown[]): unknown {
    const own: WorkerCalls = this.player;
    if (call === "play") {
      own.play(args[0] as PlayOptions);
      return;
    }
    if (call === "pause") return own.pause();
    // The page's client is typed by Calls; the engine refuses a name that it does not have.
    const value = (this.session.call as (name: string, ...args: unknown[]) => unknown).call(
      this.session,
      call,
      ...args,
    );
    if (call === "step" || call === "snapshot") this.player.mark(value as Snapshot);
    return value;
  }
}

const waiting: ToWorker[] = [];
self.onmessage = (event) => waiting.push(event.data);

startEngine({ locateFile: (path) => new URL(path, self.location.href).href }).then(
  (module) => {
    const session = new Session(module);
    const worker = new Worker(session);
    self.onmessage = (event) => worker.receive(event.data);
    post({ type: "ready", version: session.call("choices").version });
    for (const message of waiting) worker.receive(message);
  },
  (error: unknown) => post({ type: "failed", error: asError(error) }),
);
