/** The engine as the page sees it: the calls of `Calls` and `WorkerCalls` as promises. */
import type { FromWorker, ToWorker } from "./messages";
import type { Calls, Snapshot, WorkerCalls } from "./protocol";
import { CallError } from "./session";

type AllCalls = Calls & WorkerCalls;
type Open = { resolve: (value: never) => void; reject: (reason: unknown) => void };

export class EngineClient {
  /** Called with every snapshot that training pushes; the next one comes after the next frame. */
  onSnapshot: ((snapshot: Snapshot) => void) | null = null;
  /** Called where training cannot go on, or the engine has broken. */
  onStopped: ((error: CallError) => void) | null = null;
  /** Resolves with the engine's version; rejects with a CallError where it cannot start. */
  readonly ready: Promise<string>;

  private readonly open = new Map<number, Open>();
  private nextId = 0;
  private started!: { resolve: (version: string) => void; reject: (reason: unknown) => void };

  constructor(private readonly worker: Worker) {
    this.ready = new Promise((resolve, reject) => (this.started = { resolve, reject }));
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.receive(event.data);
    worker.onerror = (event) => {
      const where = { file: "", line: 0, column: 0 };
      const error = (message: string) => new CallError({ code: "internal", message, where });
      this.started.reject(error(`The engine could not be started: ${event.message || "its script was not found"}`));
      this.onStopped?.(
        error(`The engine has stopped working: ${event.message}. Save what you have, and load the page again.`),
      );
    };
  }

  /** Typed arrays among the arguments are copied. Rejects with a CallError. */
  call<Name extends keyof AllCalls>(
    name: Name,
    ...args: Parameters<AllCalls[Name]>
  ): Promise<ReturnType<AllCalls[Name]>> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.open.set(id, { resolve, reject });
      this.send({ type: "call", id, call: name, args });
    });
  }

  private send(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case "ready":
        return this.started.resolve(message.version);
      case "failed":
        return this.started.reject(new CallError(message.error));
      case "stopped":
        return this.onStopped?.(new CallError(message.error));
      case "snapshot":
        this.onSnapshot?.(message.snapshot);
        requestAnimationFrame(() => this.send({ type: "drawn" }));
        return;
      case "answer":
      case "error": {
        const open = this.open.get(message.id);
        this.open.delete(message.id);
        if (message.type === "answer") open?.resolve(message.value as never);
        else open?.reject(new CallError(message.error));
      }
    }
  }
}
