/** Starts the engine, or says why it cannot. */
import createEngine, { type EngineModule, type ModuleOptions } from "crescent-engine";
import type { EngineError } from "./protocol";
import { CallError } from "./session";

/** The smallest module with a vector instruction: i8x16.splat, i8x16.popcnt. */
const withVectors = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

function failure(message: string): CallError {
  const error: EngineError = { code: "internal", message, where: { file: "", line: 0, column: 0 } };
  return new CallError(error);
}

/** Throws CallError. */
export async function startEngine(options?: ModuleOptions): Promise<EngineModule> {
  if (typeof WebAssembly !== "object") {
    throw failure("This browser does not run WebAssembly, which the engine is compiled to; please use a newer one.");
  }
  if (!WebAssembly.validate(withVectors)) {
    throw failure(
      "This browser's WebAssembly lacks vector instructions, which the engine computes with; please update it " +
        "(Chrome and Edge 99, Firefox 104, Safari 16.4 or newer).",
    );
  }
  try {
    return await createEngine(options);
  } catch (error) {
    throw failure(`The engine could not be started: ${error instanceof Error ? error.message : String(error)}`);
  }
}
