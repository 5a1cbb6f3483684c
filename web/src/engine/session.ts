/** A session of the engine as an object with the methods of `Calls`: packs arguments, unpacks answers. */
import type { EngineModule } from "crescent-engine";
import type { Calls, EngineError } from "./protocol";

type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array;

/** Where the engine has put an array of its answer: at `path` of the value. */
interface ArrayPlace {
  path: string[];
  type: "f64" | "f32" | "i32" | "u8";
  at: number;
  length: number;
}
type Answer = { value: unknown; arrays: ArrayPlace[] } | { error: EngineError };

/** What a call is refused with. */
export class CallError extends Error {
  constructor(readonly error: EngineError) {
    super(error.message);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function typeOf(array: Numbers): ArrayPlace["type"] {
  if (array instanceof Float64Array) return "f64";
  if (array instanceof Float32Array) return "f32";
  if (array instanceof Int32Array) return "i32";
  return "u8";
}

function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

export class Session {
  constructor(
    private readonly module: EngineModule,
    private readonly id = 0,
  ) {}

  /** Throws CallError. */
  call<Name extends keyof Calls>(name: Name, ...args: Parameters<Calls[Name]>): ReturnType<Calls[Name]> {
    const { json, arrays, bytes } = pack(args);
    const address = this.module._malloc(bytes + json.length + name.length + 1);
    let answer: Answer;
    try {
      let at = address;
      for (const array of arrays) {
        this.module.HEAPU8.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
        at += padded(array.byteLength);
      }
      this.module.HEAPU8.set(json, at);
      const nameAt = at + json.length;
      this.module.HEAPU8.set(encoder.encode(`${name}\0`), nameAt);
      answer = this.read(this.module._crescent_call(this.id, nameAt, at, json.length, address));
    } finally {
      this.module._free(address);
    }
    if ("error" in answer) throw new CallError(answer.error);
    return this.unpack(answer.value, answer.arrays) as ReturnType<Calls[Name]>;
  }

  close(): void {
    this.module._crescent_close(this.id);
  }

  private read(address: number): Answer {
    const memory = this.module.HEAPU8;
    return JSON.parse(decoder.decode(memory.subarray(address, memory.indexOf(0, address)))) as Answer;
  }

  private copy({ type, at, length }: ArrayPlace): Numbers {
    switch (type) {
      case "f64":
        return this.module.HEAPF64.slice(at / 8, at / 8 + length);
      case "f32":
        return this.module.HEAPF32.slice(at / 4, at / 4 + length);
      case "i32":
        return this.module.HEAP32.slice(at / 4, at / 4 + length);
      case "u8":
        return this.module.HEAPU8.slice(at, at + length);
    }
  }

  private unpack(value: unknown, places: ArrayPlace[]): unknown {
    let root = value;
    for (const place of places) {
      const array = this.copy(place);
      const last = place.path.at(-1);
      if (last === undefined) {
        root = array;
        continue;
      }
      let parent = root as Record<string, unknown>;
      for (const key of place.path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
      parent[last] = array;
    }
    return root;
  }
}

const padded = (bytes: number): number => (bytes + 7) & ~7;

/** The arguments as JSON; arrays and the text of files beside it, each at a multiple of 8 bytes. */
function pack(args: unknown[]): { json: Uint8Array; arrays: Numbers[]; bytes: number } {
  const arrays: Numbers[] = [];
  let bytes = 0;
  const packed = args.map((argument) => {
    if (!isNumbers(argument)) return argument;
    const place = { $array: { type: typeOf(argument), at: bytes, length: argument.length } };
    arrays.push(argument);
    bytes += padded(argument.byteLength);
    return place;
  });
  return { json: encoder.encode(JSON.stringify(packed)), arrays, bytes };
}

/** The buffers in an answer, to be transferred. */
export function buffersOf(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (isNumbers(value)) {
    if (value.buffer instanceof ArrayBuffer) found.push(value.buffer);
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const entry of Object.values(value)) buffersOf(entry, found);
  }
  return found;
}
