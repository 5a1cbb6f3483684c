/** The messages between page and worker. */
import type { Calls, EngineError, Snapshot, WorkerCalls } from "./protocol";

/** Page to worker. Calls are answered in order. */
export type ToWorker =
  | { type: "call"; id: number; call: keyof Calls | keyof WorkerCalls; args: unknown[] }
  /** The page has drawn the last snapshot: the next one may come. Sent from an animation frame. */
  | { type: "drawn" };

/** Worker to page. */
export type FromWorker =
  | { type: "ready"; version: string }
  | { type: "failed"; error: EngineError } // the engine could not be started
  | { type: "answer"; id: number; value: unknown }
  | { type: "error"; id: number; error: EngineError }
  /** While playing: training cannot go on. */
  | { type: "stopped"; error: EngineError }
  /** While playing, after `drawn`; and once when play() ends by itself. */
  | { type: "snapshot"; snapshot: Snapshot };
