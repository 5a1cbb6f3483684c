/** What a session promises, without a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Settings } from "../../src/engine/protocol";
import { CallError } from "../../src/engine/session";
import { session } from "./engine";

function refused(run: () => unknown, ...words: string[]): void {
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof CallError);
    for (const word of words) assert.ok(error.message.includes(word), `'${error.message}' does not say '${word}'`);
    return true;
  });
}

test("moons are learned to over 95 %", () => {
  const engine = session();
  engine.call("configure", {
    dataset: "moons",
    noise: 0.1,
    samples: 400,
    hidden: [8, 4],
    activation: ["tanh"],
    learning_rate: 0.03,
  });
  const snapshot = engine.call("step", 100);
  assert.ok((snapshot.test_accuracy ?? 0) > 0.95, `${snapshot.test_accuracy}`);
  assert.equal(snapshot.epoch, 100);
  engine.close();
});

test("every data set is learned from, in every precision and by every solver", () => {
  const engine = session();
  const { datasets, solvers } = engine.call("choices");
  for (const { name, task } of datasets) {
    engine.call("configure", {
      dataset: name,
      samples: 100,
      noise: 0,
      features: ["x1", "x2", "x1^2", "x2^2", "x1*x2"],
      learning_rate: 0.01,
      solver: "adam",
    });
    const first = engine.call("snapshot").train_loss ?? NaN;
    const last = engine.call("step", 40);
    assert.ok((last.train_loss ?? NaN) < first, `${name}: ${first} -> ${last.train_loss}`);
    assert.equal(last.train_accuracy === null, task === "regression");
  }
  engine.call("configure", { dataset: "moons", features: ["x1", "x2"] });
  for (const precision of ["float32", "float64"] as const) {
    for (const solver of solvers) {
      engine.call("configure", { precision, solver, seed: 3, learning_rate: 0.01 });
      engine.call("reset");
      const first = engine.call("snapshot").train_loss ?? NaN;
      assert.ok((engine.call("step", 20).train_loss ?? NaN) < first, `${solver} in ${precision}`);
    }
  }
  engine.close();
});

test("a change of training settings keeps the weights, a change of shape does not", () => {
  const engine = session();
  engine.call("step", 10);
  const before = engine.call("snapshot");
  const changed = engine.call("configure", { learning_rate: 0.5, l2: 0.1, batch_size: 7 });
  assert.equal(changed.network_changed, false);
  assert.deepEqual(engine.call("snapshot").parameters, before.parameters);
  assert.equal(engine.call("snapshot").epoch, 10);
  const shaped = engine.call("configure", { hidden: [5] });
  assert.equal(shaped.network_changed, true);
  assert.equal(engine.call("snapshot").epoch, 0);
  engine.close();
});

test("reset gives the same first weights, another seed others", () => {
  const engine = session();
  const first = engine.call("snapshot").parameters;
  const once = engine.call("step", 5).parameters;
  engine.call("reset");
  assert.deepEqual(engine.call("snapshot").parameters, first);
  assert.deepEqual(engine.call("step", 5).parameters, once);
  engine.call("configure", { seed: 1 });
  assert.notDeepEqual(engine.call("snapshot").parameters, first);
  engine.close();
});

test("steps add up: 20 at once are 20 one by one", () => {
  const [once, singly] = [session(), session()];
  const together = once.call("step", 20).parameters;
  for (let i = 0; i < 20; ++i) singly.call("advance", 1);
  assert.deepEqual(singly.call("snapshot").parameters, together);
  once.close();
  singly.close();
});

test("divergence is caught, told, and gone back from", () => {
  const engine = session();
  engine.call("configure", {
    dataset: "plane",
    solver: "gd",
    learning_rate: 10,
    hidden: [8, 8],
    activation: ["identity"],
  });
  const snapshot = engine.call("step", 500);
  assert.equal(snapshot.finished, "diverged");
  assert.ok(snapshot.diverged && snapshot.diverged.suggested_learning_rate < 100);
  assert.equal(snapshot.epoch, snapshot.diverged.epoch);
  assert.ok(Number.isFinite(snapshot.train_loss));
  assert.ok(snapshot.parameters.every(Number.isFinite));
  engine.call("configure", { learning_rate: 1e-5 });
  assert.equal(engine.call("step", 10).diverged, null);
  engine.close();
});

test("a frozen weight stays, the others move; a kept epoch can be gone back to", () => {
  const engine = session();
  const first = engine.call("snapshot").parameters;
  engine.call("freeze", 0, true);
  const later = engine.call("step", 30).parameters;
  assert.equal(later[0], first[0]);
  assert.notEqual(later[1], first[1]);
  assert.deepEqual(engine.call("frozen"), [0]);
  const kept = engine.call("kept_epochs");
  assert.equal(kept[0], 0);
  engine.call("go_back", 0);
  assert.deepEqual(engine.call("snapshot").parameters, first);
  engine.close();
});

test("maps, hidden space, surface and units have their shapes and hold finite numbers", () => {
  const engine = session();
  const configured = engine.call("configure", {
    dataset: "blobs",
    classes: 3,
    samples: 90,
    hidden: [4, 3],
    activation: ["tanh"],
  });
  engine.call("watch", {
    grid: 10,
    output_grid: 12,
    confusion: true,
    units: true,
    gradient: true,
    space: { layer: 1, units: [0, 2], grid: 5 },
  });
  const snapshot = engine.call("step", 20);
  assert.equal(snapshot.maps?.length, configured.maps.length * 100);
  assert.equal(configured.maps.length, 2 + 4 + 3 + 3);
  assert.equal(snapshot.output?.length, 3 * 144);
  for (let i = 0; i < 144; ++i) {
    const sum = [0, 1, 2].reduce((s, k) => s + (snapshot.output?.[k * 144 + i] ?? NaN), 0);
    assert.ok(Math.abs(sum - 1) < 1e-5);
  }
  assert.equal(
    snapshot.confusion?.train.reduce((a, b) => a + b),
    45,
  );
  assert.equal(snapshot.space?.train.length, 45 * 2);
  assert.equal(snapshot.space.grid.length, 25 * 2);
  assert.equal(snapshot.units?.length, 7);
  assert.equal(snapshot.gradient?.length, configured.parameters);
  const surface = engine.call("loss_surface", { size: 9, span: 0, directions: "path", seed: 0 });
  assert.equal(surface.losses.length, 81);
  const middle = surface.losses[40] ?? NaN;
  assert.ok(Math.abs(middle - (snapshot.objective ?? NaN)) < 1e-4, `${middle} is not ${snapshot.objective}`);
  assert.ok(surface.explained > 0.5 && surface.explained <= 1.0001);
  engine.close();
});

test("every feature has its map, used or not; an opened model has its own inputs", () => {
  const engine = session();
  engine.call("configure", { dataset: "xor", features: ["x2", "x1*x2"], hidden: [2] });
  engine.call("watch", { grid: 6, output_grid: 0 });
  const maps = engine.call("snapshot").maps ?? new Float32Array();
  const all = engine.call("features", { grid: 6 });
  assert.equal(all.length, 7 * 36);
  assert.deepEqual(all.slice(36, 72), maps.slice(0, 36)); // x2
  assert.deepEqual(all.slice(4 * 36, 5 * 36), maps.slice(36, 72)); // x1 x2
  for (let i = 0; i < 36; ++i) assert.ok(Math.abs((all[2 * 36 + i] ?? NaN) - (all[i] ?? NaN) ** 2) < 1e-5);
  engine.call("open_file", engine.call("to_onnx"), "own.onnx");
  assert.equal(engine.call("features", { grid: 6 }).length, 0);
  engine.close();
});

test("the trace of a step is the step", () => {
  for (const solver of ["gd", "sgd", "adam", "rprop"]) {
    const engine = session();
    const configured = engine.call("configure", {
      precision: "float64",
      solver,
      batch_size: 0,
      samples: 20,
      test_fraction: 0,
      hidden: [3, 2],
      activation: ["tanh", "sigmoid"],
      l2: 0.1,
    });
    engine.call("step", 3);
    const rows = Array.from({ length: 20 }, (_, i) => i);
    const trace = engine.call("trace", rows);
    const after = engine.call("step", 1).parameters;
    for (const block of configured.blocks) {
      const layer = trace.layers[block.layer];
      const told = block.is_weight ? layer?.W_after.flat() : layer?.b_after;
      told?.forEach((value, i) =>
        assert.ok(Math.abs(value - (after[block.offset + i] ?? NaN)) < 1e-13, `${solver} ${block.name}`),
      );
    }
    assert.ok(Math.abs(trace.p.reduce((a, b) => a + b) - 1) < 1e-12);
    engine.close();
  }
});

test("the chain rule of every weight agrees with the difference of two losses", () => {
  const engine = session();
  const { parameters } = engine.call("configure", { hidden: [3, 3], activation: ["tanh"], precision: "float64" });
  engine.call("step", 2);
  for (let i = 0; i < parameters; ++i) {
    const chain = engine.call("chain", i, 4);
    assert.ok(
      Math.abs(chain.gradient - chain.numeric) < 1e-7 * Math.max(1, Math.abs(chain.gradient)),
      chain.parameter.name,
    );
    assert.equal(chain.gradient, chain.a_below * chain.delta);
  }
  for (const block of engine.call("gradient_check")) assert.ok(block.complex_step_error < 1e-10, block.name);
  engine.close();
});

test("own points: drawn, erased, a third class", () => {
  const engine = session();
  const x = Float64Array.from([-1, -1, 1, 1, -1, 1, 1, -1]);
  const first = engine.call("set_data", x, Float64Array.from([0, 0, 1, 1]), { task: "classification" });
  assert.deepEqual(first.classes, ["0", "1"]);
  assert.equal(first.settings.dataset, "own");
  engine.call("step", 5);
  const more = engine.call("set_data", x.slice(0, 6), Float64Array.from([0, 0, 1]), { task: "classification" });
  assert.equal(more.network_changed, false);
  assert.equal(engine.call("snapshot").epoch, 5);
  const third = engine.call("set_data", x, Float64Array.from([0, 0, 1, 2]), { task: "classification" });
  assert.equal(third.network_changed, true);
  assert.equal(third.classes.length, 3);
  engine.call("set_data", new Float64Array(0), new Float64Array(0), { task: "classification" });
  refused(() => engine.call("step", 1), "there are no points to train on");
  engine.close();
});

test("a CSV file: columns told, two shown, more projected", () => {
  const engine = session();
  const lines = ["a,b,c,kind"];
  for (let i = 0; i < 60; ++i) lines.push([i, (i * 7) % 13, Math.sin(i) + (i % 2) * 3, i % 2 ? "odd" : "even"].join());
  const table = engine.call("parse_csv", lines.join("\n"), "numbers.csv");
  assert.equal(table.rows, 60);
  assert.deepEqual(table.suggested, { x: [0, 1], target: 3, task: "classification" });
  const shown = engine.call("use_table", { x: [0, 2], target: 3, task: "classification", standardise: true });
  assert.deepEqual(shown.classes, ["even", "odd"]);
  assert.deepEqual(shown.domain.columns, ["a", "c"]);
  assert.ok((engine.call("step", 60).train_accuracy ?? 0) > 0.9);
  const projected = engine.call("use_table", { x: [0, 1, 2], target: 3, task: "classification", standardise: true });
  assert.deepEqual(projected.domain.columns, ["component 1", "component 2"]);
  engine.close();
});

test("bad input says what is wrong and changes nothing", () => {
  const engine = session();
  const before = engine.call("step", 3);
  refused(() => engine.call("configure", { solver: "addam" }), "'addam' is no solver", "adam");
  refused(() => engine.call("configure", { hidden: Array<number>(9).fill(3) }), "8 layers at most");
  refused(() => engine.call("configure", { learning_rate: NaN }), "learning_rate");
  refused(() => engine.call("configure", { layers: 3 } as unknown as Partial<Settings>), "no setting 'layers'");
  refused(() => engine.call("parse_csv", "a,b,c\n1,2\n", "broken.csv"), "");
  refused(() => engine.call("open_file", new Uint8Array([8, 7, 255, 255, 255, 1]), "wrong.onnx"), "");
  refused(() => engine.call("open_file", new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0]), "picture.png"), "");
  refused(() => engine.call("set_parameter", 0, Infinity), "finite");
  refused(() => engine.call("go_back", 12345), "was not kept");
  refused(
    () => engine.call("set_data", Float64Array.from([NaN, 1]), Float64Array.from([0]), { task: "classification" }),
    "finite",
  );
  const after = engine.call("snapshot");
  assert.equal(after.epoch, 3);
  assert.deepEqual(after.parameters, before.parameters);
  engine.close();
});

test("logistic regression's line lies where its probabilities are one half", () => {
  const engine = session();
  engine.call("configure", { dataset: "gauss", samples: 200 });
  const found = engine.call("logistic_regression", { grid: 8, cross_validated: false });
  assert.ok(found.accuracy > 0.9);
  assert.ok(found.line);
  for (const [x, y] of found.line) {
    const z = (found.coef[0]?.[0] ?? NaN) * x + (found.coef[0]?.[1] ?? NaN) * y + (found.intercept[0] ?? NaN);
    assert.ok(Math.abs(z) < 1e-9, `${z}`);
  }
  assert.equal(found.map.length, 2 * 64);
  engine.close();
});

test("the C header has the classes and the self-test", () => {
  const engine = session();
  engine.call("step", 2);
  const text = engine.call("to_c", "moons");
  assert.ok(text.includes("moons_predict") && text.includes("self_test"));
  engine.close();
});
