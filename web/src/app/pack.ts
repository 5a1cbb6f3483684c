/** Numbers as short text for the address: deflated, in base64 without the letters that addresses escape. */

export async function pack(values: Float64Array | Float32Array): Promise<string> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const small = await through(bytes, new CompressionStream("deflate"));
  let text = "";
  for (const byte of small) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** null: not such a text. */
export async function unpack(text: string): Promise<Uint8Array | null> {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    return await through(bytes, new DecompressionStream("deflate"));
  } catch {
    return null;
  }
}

export function asFloat64(bytes: Uint8Array): Float64Array | null {
  return bytes.length % 8 === 0 ? new Float64Array(bytes.slice().buffer) : null;
}

export function asFloat32(bytes: Uint8Array): Float32Array | null {
  return bytes.length % 4 === 0 ? new Float32Array(bytes.slice().buffer) : null;
}

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const writer = stream.writable.getWriter();
  const written = writer.write(bytes as unknown as BufferSource).then(() => writer.close());
  const [whole] = await Promise.all([new Response(stream.readable).arrayBuffer(), written]);
  return new Uint8Array(whole);
}
