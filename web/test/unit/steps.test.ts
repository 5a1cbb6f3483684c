import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trace } from "../../src/engine/protocol";
import { stations } from "../../src/panels/step/steps";

/** 2 inputs, 2 tanh units, 3 classes; all numbers different, so that a wrong one shows. */
const trace: Trace = {
  rows: [4],
  x: [0.5, -1.5],
  y: 2,
  p: [0.2, 0.3, 0.5],
  loss: 0.6931,
  batch_loss: 0.7,
  loss_after: 0.65,
  batch_loss_after: 0.66,
  learning_rate: 0.1,
  reduction: "mean",
  solver: "gd",
  layers: [
    {
      activation: "tanh",
      W: [
        [1.1, 1.2],
        [1.3, 1.4],
      ],
      b: [0.01, 0.02],
      z: [-1.39, -1.48],
      a: [-0.88, -0.9],
      slope: [0.22, 0.19],
      delta: [0.031, 0.032],
      dW_example: [
        [0.0155, 0.016],
        [-0.0465, -0.048],
      ],
      dW: [
        [0.0155, 0.016],
        [-0.0465, -0.048],
      ],
      db: [0.031, 0.032],
      W_after: [
        [1.0, 1.1],
        [1.2, 1.3],
      ],
      b_after: [0, 0.01],
      memory: [],
    },
    {
      activation: "identity",
      W: [
        [2.1, 2.2, 2.3],
        [2.4, 2.5, 2.6],
      ],
      b: [0.1, 0.2, 0.3],
      z: [3.1, 3.2, 3.3],
      a: [0.2, 0.3, 0.5],
      slope: [1, 1, 1],
      delta: [0.2, 0.3, -0.5],
      dW_example: [
        [-0.176, -0.264, 0.44],
        [-0.18, -0.27, 0.45],
      ],
      dW: [
        [-0.176, -0.264, 0.44],
        [-0.18, -0.27, 0.45],
      ],
      db: [0.2, 0.3, -0.5],
      W_after: [
        [2, 2, 2],
        [2, 2, 2],
      ],
      b_after: [0, 0, 0],
      memory: [],
    },
  ],
};
const names = { inputs: ["x₁", "x₂"], classes: ["red", "green", "blue"], regression: false, loss: "squared" };

test("a step goes forward through every layer, and back through every layer", () => {
  const all = stations(trace, names);
  assert.deepEqual(
    all.map(({ phase, layer }) => `${phase} ${layer}`),
    [
      "forward null",
      "forward 0",
      "forward 1",
      "loss null",
      "backward null",
      "backward 1",
      "backward 1",
      "backward 0",
      "update null",
      "update null",
    ],
  );
});

test("the numbers stand in the formulas", () => {
  const all = stations(trace, names);
  assert.equal(all[1]!.lines[0]!.left, "z_1 = 0.5·1.1 + (−1.5)·1.3 + 0.01");
  assert.equal(all[1]!.lines[0]!.right, "−1.39");
  assert.equal(all[1]!.lines[3]!.left, "a_2 = tanh(−1.48)");
  assert.match(all[2]!.lines.at(-1)!.right, /^0\.5 for class blue$/);
  assert.equal(all[3]!.lines[0]!.left, "L = −ln 0.5");
  assert.equal(all[4]!.lines[2]!.left, "δ_3 = 0.5 − 1");
  assert.equal(all[4]!.lines[2]!.right, "−0.5");
  assert.equal(all[5]!.lines[0]!.left, "∂L/∂W_{11} = (−0.88) · 0.2");
  assert.equal(all[6]!.lines[1]!.left, "δ_2 = 0.19 · (2.4·0.2 + 2.5·0.3 + 2.6·(−0.5))");
  assert.equal(all[8]!.lines[0]!.right, "→ 1");
  assert.equal(all[9]!.lines[0]!.right, "0.6931 → 0.65");
});

test("one sigmoid unit has one delta, against the class", () => {
  const single: Trace = {
    ...trace,
    y: 1,
    p: [0.3, 0.7],
    layers: [
      {
        ...trace.layers[1]!,
        W: [[2.1], [2.4]],
        b: [0.1],
        z: [0.85],
        a: [0.7],
        slope: [1],
        delta: [-0.3],
        dW_example: [[-0.15], [0.45]],
        dW: [[-0.15], [0.45]],
        db: [-0.3],
        W_after: [[2], [2]],
        b_after: [0],
      },
    ],
  };
  const all = stations(single, { ...names, classes: ["no", "yes"] });
  assert.ok(all.some(({ lines }) => lines.some(({ left, right }) => left === "δ_1 = 0.7 − 1" && right === "−0.3")));
  assert.ok(all.some(({ lines }) => lines.some(({ left }) => left === "L = −ln 0.7")));
});

test("a mini-batch has a station of its own", () => {
  assert.ok(
    stations({ ...trace, rows: [4, 5, 6] }, names).some(
      ({ title, words }) => title === "The whole batch" && words.includes("averaged"),
    ),
  );
});
