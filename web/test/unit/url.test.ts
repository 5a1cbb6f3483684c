import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../src/state/store";
import { defaults, keys, row, table } from "../../src/state/table";
import { fromHash, toHash } from "../../src/state/url";

test("the defaults are an empty address", () => assert.equal(toHash(defaults()), ""));

test("what an address says comes back from it", () => {
  const state = {
    ...defaults(),
    dataset: "spiral",
    hidden: [8, 8, 2],
    activation: ["tanh", "relu", "tanh"],
    learning_rate: 1e-5,
    features: ["x1", "x1*x2", "sin(x1)"],
    show_test: true,
    hide: ["noise"],
    points: "a+b/c=&d",
  };
  const { patch, problems } = fromHash(`#${toHash(state)}`);
  assert.deepEqual(problems, []);
  assert.deepEqual({ ...defaults(), ...patch }, state);
});

test("lists stay readable", () => assert.equal(toHash({ ...defaults(), hidden: [3, 5] }), "hidden=3,5"));

test("no hidden layer is an empty list, not none said", () => {
  assert.deepEqual(fromHash("#hidden=").patch.hidden, []);
  assert.deepEqual(fromHash(toHash({ ...defaults(), hidden: [] })).patch.hidden, []);
});

for (const bad of [
  "learning_rate=fast",
  "learning_rate=",
  "learning_rate=-1",
  "samples=1.5",
  "hidden=8,65",
  "hidden=1,2,3,4,5,6,7,8,9",
  "hidden=a",
  "output=tanh",
  "show_test=1",
  "nonsense=3",
]) {
  test(`'${bad}' changes nothing and is named`, () => {
    const { patch, problems } = fromHash(`#${bad}&noise=0.1`);
    assert.deepEqual(patch, { noise: 0.1 });
    assert.equal(problems.length, 1);
    assert.ok(problems[0]!.includes(bad.split("=")[0]!));
  });
}

test("a broken escape is taken as it stands", () =>
  assert.equal(fromHash("#points=%E0%A4%A").patch.points, "%E0%A4%A"));

test("every row writes what it reads", () => {
  for (const key of keys) {
    const { format, parse, default: value } = row(key);
    assert.deepEqual(parse(format(value as never)), value, key);
  }
});

test("ladders ascend and stay in range", () => {
  for (const key of keys) {
    const entry = table[key];
    if (entry.kind !== "number") continue;
    const { ladder, min, max } = entry as import("../../src/state/rows").NumberRow;
    ladder.forEach((value, i) =>
      assert.ok(value >= min && value <= max && (i === 0 || value > ladder[i - 1]!), `${key} ${value}`),
    );
  }
});

test("the store tells of changes only, and only those who asked", () => {
  const store = new Store();
  const heard: string[] = [];
  store.watch((_, changed) => heard.push([...changed].join()), ["noise", "hidden"]);
  heard.length = 0;
  store.set({ noise: 0.2, seed: 7 });
  store.set({ hidden: [6, 4] });
  store.set({ hidden: [6] });
  assert.deepEqual(heard, ["hidden"]);
});
