import assert from "node:assert/strict";
import { test } from "node:test";
import { asFloat32, asFloat64, pack, unpack } from "../../src/app/pack";

test("numbers come back bit by bit, in letters that an address keeps", async () => {
  const values = Float64Array.from([0, -0, 1 / 3, -1e-300, 5e-324, Number.MAX_VALUE, 0.1 + 0.2]);
  const text = await pack(values);
  assert.match(text, /^[A-Za-z0-9_-]+$/);
  assert.deepEqual(asFloat64((await unpack(text))!), values);
  const single = Float32Array.from([1.5, -2.25, 3e-38]);
  assert.deepEqual(asFloat32((await unpack(await pack(single)))!), single);
});

test("what is cut off or foreign is told apart from numbers", async () => {
  const text = await pack(Float64Array.from({ length: 50 }, (_, i) => Math.sin(i)));
  assert.equal(await unpack(text.slice(0, -20)), null);
  assert.equal(await unpack("not packed!"), null);
  assert.equal(asFloat64(new Uint8Array(7)), null);
});
