/** The compiled engine in Node.js, and the command beside it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startEngine } from "../../src/engine/start";
import { Session } from "../../src/engine/session";

/** The folder of the compiled engine, from the runner. */
const folder = process.env.CRESCENT_ENGINE_FOLDER ?? "";
const wasm = readFileSync(join(folder, "crescent.wasm"));

export const command = process.env.CRESCENT ?? "";

let made = 0;
const module = await startEngine({
  wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength),
});

/** A new session with the defaults. */
export function session(): Session {
  return new Session(module, made++);
}

/** What the command prints; on SSE4 it computes as WebAssembly does, to the last bit. */
export function crescent(...args: (string | number)[]): string {
  return execFileSync(command, args.map(String), {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    env: { ...process.env, CRESCENT_INSTRUCTIONS: "SSE4" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
