/**
 * The compiled engine: build/wasm/playground/crescent.mjs and crescent.wasm, made by preset `wasm`
 * from apps/playground/bindings.cpp. The bundler finds it under this name.
 */
declare module "crescent-engine" {
  export interface EngineModule {
    HEAPU8: Uint8Array;
    HEAP32: Int32Array;
    HEAPF32: Float32Array;
    HEAPF64: Float64Array;
    _malloc(bytes: number): number;
    _free(address: number): void;
    /**
     * Calls a function of the session `session` (made when first named) with its arguments as JSON (at
     * `json`, UTF-8, `length` bytes) and its typed arrays (at `arrays`). Returns the address of the
     * answer: UTF-8 JSON with a closing 0, valid until the next call.
     */
    _crescent_call(session: number, name: number, json: number, length: number, arrays: number): number;
    /** Ends a session. */
    _crescent_close(session: number): void;
  }
  export interface ModuleOptions {
    wasmBinary?: ArrayBuffer;
    locateFile?: (path: string, prefix: string) => string;
  }
  export default function createEngine(options?: ModuleOptions): Promise<EngineModule>;
}
