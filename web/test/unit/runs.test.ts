import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../src/app/emitter";
import type { Lab } from "../../src/app/lab";
import { Runs } from "../../src/app/runs";

function lab(): { runs: Runs; say: (epochs: number[], keepUntil: number) => void; restart: () => void } {
  const emitter = new Emitter<Record<string, unknown>>();
  const runs = new Runs(emitter as unknown as Lab);
  const say = (epochs: number[], keepUntil: number) =>
    emitter.emit("snapshot", {
      history: {
        epochs: Float64Array.from(epochs),
        objective: Float64Array.from(epochs),
        train_loss: Float64Array.from(epochs, (e) => 1 / (e + 1)),
        test_loss: Float64Array.from(epochs, (e) => 2 / (e + 1)),
        restarted: keepUntil < 0,
        keep_until: keepUntil,
      },
    });
  return {
    runs,
    say,
    restart: () =>
      emitter.emit("restarted", { settings: { hidden: [3], activation: ["tanh"], solver: "gd", learning_rate: 0.1 } }),
  };
}

test("points are added, and those that no longer hold are dropped", () => {
  const { runs, say } = lab();
  say([0, 1, 2, 3, 4], -1);
  say([5, 6], 4);
  assert.deepEqual(runs.current.epochs, [0, 1, 2, 3, 4, 5, 6]);
  say([3, 4], 2); // gone back to epoch 2
  assert.deepEqual(runs.current.epochs, [0, 1, 2, 3, 4]);
  assert.equal(runs.current.train.length, 5);
  assert.equal(runs.current.test.length, 5);
  say([0], -1);
  assert.deepEqual(runs.current.epochs, [0]);
});

test("a run of some length is kept when the next begins, six at most", () => {
  const { runs, say, restart } = lab();
  restart();
  assert.equal(runs.kept.length, 0); // nothing had been trained
  for (let i = 0; i < 9; ++i) {
    say([0, 20], -1);
    restart();
  }
  assert.equal(runs.kept.length, 6);
  assert.equal(runs.kept[0]!.name, "3 tanh, gd 0.1");
});

test("a long run is thinned and keeps both ends", () => {
  const { runs, say } = lab();
  say(
    Array.from({ length: 5000 }, (_, i) => i),
    -1,
  );
  assert.ok(runs.current.epochs.length < 5000);
  assert.equal(runs.current.epochs[0], 0);
  assert.equal(runs.current.epochs.at(-1), 4999);
  assert.equal(runs.current.epochs.length, runs.current.train.length);
});
