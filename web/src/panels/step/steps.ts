/**
 * The stations of one training step, from the engine's trace: what happens, the formula, and the same
 * formula with the numbers. Every number shown was computed by the engine.
 */
import type { Trace, TraceLayer } from "../../engine/protocol";
import { short } from "../../draw/format";

export interface Line {
  /** Formula or words on the left, with numbers on the right. */
  left: string;
  right: string;
  /** Colours it as positive, negative or not at all. */
  value?: number;
}

export interface Station {
  phase: "forward" | "loss" | "backward" | "update";
  title: string;
  words: string;
  formula: string;
  lines: Line[];
  /** Layer of links to light up; null: none. */
  layer: number | null;
}

export interface Names {
  inputs: readonly string[];
  classes: readonly string[];
  regression: boolean;
  loss: string;
}

const layerTitle = (l: number, count: number) => (l === count - 1 ? "output layer" : `hidden layer ${l + 1}`);
const signed = (value: number) => (value < 0 ? `(${short(value)})` : short(value));

export function stations(trace: Trace, names: Names): Station[] {
  const { layers } = trace;
  const all: Station[] = [example(trace, names)];
  layers.forEach((layer, l) => all.push(l < layers.length - 1 ? forward(trace, l) : output(trace, layer, l, names)));
  all.push(loss(trace, names), outputDelta(trace, names));
  for (let l = layers.length - 1; l >= 0; --l) {
    all.push(gradient(trace, l));
    if (l > 0) all.push(back(trace, l));
  }
  if (trace.rows.length > 1) all.push(batch(trace));
  all.push(update(trace), after(trace));
  return all;
}

function below(trace: Trace, l: number): number[] {
  return l === 0 ? trace.x : trace.layers[l - 1]!.a;
}

function example(trace: Trace, names: Names): Station {
  const truth = names.regression ? short(trace.y) : `class ${names.classes[trace.y]}`;
  return {
    phase: "forward",
    title: "The example",
    layer: null,
    formula: "x, y",
    words: `One training point goes in. What should come out is known: ${truth}.`,
    lines: trace.x.map((value, i) => ({
      left: `a^{(0)}_${i + 1} = ${names.inputs[i] ?? `x_${i + 1}`}`,
      right: short(value),
      value,
    })),
  };
}

/** Σ x w + b with numbers; long sums are cut in the middle. */
function sum(inputs: readonly number[], layer: TraceLayer, unit: number): string {
  const terms = inputs.map((value, i) => `${signed(value)}·${signed(layer.W[i]![unit]!)}`);
  const shown = terms.length > 5 ? [...terms.slice(0, 3), "…", terms.at(-1)!] : terms;
  return `${shown.join(" + ")} + ${signed(layer.b[unit]!)}`;
}

function forward(trace: Trace, l: number): Station {
  const layer = trace.layers[l]!;
  const at = `(${l + 1})`;
  return {
    phase: "forward",
    title: `Forward: hidden layer ${l + 1}`,
    layer: l,
    words: `Each unit adds up what comes in, weighted, plus its bias; ${layer.activation} bends the sum.`,
    formula:
      `z^{${at}}_j = Σ_i a^{(${l})}_i W^{${at}}_{ij} + b^{${at}}_j,   a^{${at}}_j = ` +
      `${layer.activation}(z^{${at}}_j)`,
    lines: layer.z.flatMap((z, j) => [
      { left: `z_${j + 1} = ${sum(below(trace, l), layer, j)}`, right: short(z), value: z },
      { left: `a_${j + 1} = ${layer.activation}(${short(z)})`, right: short(layer.a[j]!), value: layer.a[j]! },
    ]),
  };
}

function output(trace: Trace, layer: TraceLayer, l: number, names: Names): Station {
  const sums = layer.z.map((z, k) => ({
    left: `z_${k + 1} = ${sum(below(trace, l), layer, k)}`,
    right: short(z),
    value: z,
  }));
  if (names.regression)
    return {
      phase: "forward",
      title: "Forward: the answer",
      layer: l,
      words: "The output unit adds up what comes in. Its sum is the answer.",
      formula: `ŷ = z = Σ_i a_i W_{i} + b`,
      lines: sums,
    };
  if (layer.z.length === 1)
    return {
      phase: "forward",
      title: "Forward: the probability",
      layer: l,
      words: `One sum; the sigmoid turns it into the probability of class ${names.classes[1]}.`,
      formula: `p = 1 / (1 + e^{−z})`,
      lines: [
        ...sums,
        { left: `p = sigmoid(${short(layer.z[0]!)})`, right: short(trace.p.at(-1)!), value: trace.p.at(-1)! },
      ],
    };
  const exponents = layer.z.map((z) => `e^{${short(z)}}`).join(" + ");
  return {
    phase: "forward",
    title: "Forward: probabilities",
    layer: l,
    words: "One sum for each class; softmax makes them positive and lets them add up to one.",
    formula: `p_k = e^{z_k} / Σ_m e^{z_m}`,
    lines: [
      ...sums,
      ...trace.p.map((p, k) => ({
        left: `p_${k + 1} = e^{${short(layer.z[k]!)}} / (${exponents})`,
        right: `${short(p)} for class ${names.classes[k]}`,
        value: p,
      })),
    ],
  };
}

function loss(trace: Trace, names: Names): Station {
  if (names.regression)
    return {
      phase: "loss",
      title: "Loss",
      layer: null,
      words: `How far the answer is from what it should be (${names.loss} error).`,
      formula: `L(ŷ, y)`,
      lines: [{ left: `ŷ = ${short(trace.p[0]!)},  y = ${short(trace.y)}`, right: `L = ${short(trace.loss)}` }],
    };
  const p = trace.p.length === 1 ? (trace.y === 1 ? trace.p[0]! : null) : trace.p[trace.y]!;
  return {
    phase: "loss",
    title: "Loss: how wrong is that?",
    layer: null,
    words:
      `The surer the network is of the right class, ${names.classes[trace.y]}, the smaller the loss. Full ` +
      "certainty costs nothing.",
    formula: `L = −ln p_y`,
    lines: [{ left: p === null ? "L = −ln (1 − p)" : `L = −ln ${short(p)}`, right: short(trace.loss) }],
  };
}

function outputDelta(trace: Trace, names: Names): Station {
  const layer = trace.layers.at(-1)!;
  const single = layer.delta.length === 1;
  return {
    phase: "backward",
    title: "Backward: the output's share of the blame",
    layer: null,
    words: names.regression
      ? "How the loss changes when the answer does."
      : "How the loss changes with each sum z: the probability, less 1 for the right class. Softmax and " +
        "cross-entropy make it that simple.",
    formula: names.regression ? `δ = ∂L / ∂z` : `δ_k = ∂L / ∂z_k = p_k − t_k`,
    lines: layer.delta.map((delta, k) => {
      if (names.regression) return { left: "δ", right: short(delta), value: delta };
      const [p, target] = single ? [trace.p.at(-1)!, trace.y] : [trace.p[k]!, k === trace.y ? 1 : 0];
      return { left: `δ_${k + 1} = ${short(p)} − ${target}`, right: short(delta), value: delta };
    }),
  };
}

function gradient(trace: Trace, l: number): Station {
  const layer = trace.layers[l]!;
  const inputs = below(trace, l);
  const at = `(${l + 1})`;
  const weights = inputs.flatMap((a, i) =>
    layer.delta.map((delta, j) => ({
      left: `∂L/∂W_{${i + 1}${j + 1}} = ${signed(a)} · ${signed(delta)}`,
      right: short(layer.dW_example[i]![j]!),
      value: layer.dW_example[i]![j]!,
    })),
  );
  const biases = layer.delta.map((delta, j) => ({
    left: `∂L/∂b_${j + 1} = δ_${j + 1}`,
    right: short(delta),
    value: delta,
  }));
  return {
    phase: "backward",
    title: `Backward: slopes of W${l + 1} and b${l + 1}`,
    layer: l,
    words:
      `A weight of the ${layerTitle(l, trace.layers.length)} matters as much as what came in through it, times ` +
      "the blame of its unit.",
    formula: `∂L/∂W^{${at}}_{ij} = a^{(${l})}_i δ^{${at}}_j`,
    lines: [...weights, ...biases],
  };
}

/** From the deltas of layer l to those of the layer before it. */
function back(trace: Trace, l: number): Station {
  const [upper, lower] = [trace.layers[l]!, trace.layers[l - 1]!];
  return {
    phase: "backward",
    title: `Backward: blame of hidden layer ${l}`,
    layer: l,
    words: `The blame runs back through the same weights, and is scaled by how steep ${lower.activation} is there.`,
    formula: `δ^{(${l})}_i = ${lower.activation}′(z_i) · Σ_j W^{(${l + 1})}_{ij} δ^{(${l + 1})}_j`,
    lines: lower.delta.map((delta, i) => {
      const terms = upper.delta.map((d, j) => `${signed(upper.W[i]![j]!)}·${signed(d)}`);
      const shown = terms.length > 4 ? [...terms.slice(0, 3), "…"] : terms;
      return {
        left: `δ_${i + 1} = ${short(lower.slope[i]!)} · (${shown.join(" + ")})`,
        right: short(delta),
        value: delta,
      };
    }),
  };
}

function batch(trace: Trace): Station {
  const word = trace.reduction === "mean" ? "averaged" : "added up";
  return {
    phase: "backward",
    title: "The whole batch",
    layer: null,
    words:
      `The same is done for all ${trace.rows.length} points of the batch; their slopes are ${word}, and ` +
      "penalties added.",
    formula: trace.reduction === "mean" ? `dW = (1 / n) Σ_{examples} ∂L/∂W` : `dW = Σ_{examples} ∂L/∂W`,
    lines: trace.layers.flatMap((layer, l) => [
      { left: `dW^{(${l + 1})}_{11}`, right: short(layer.dW[0]![0]!), value: layer.dW[0]![0]! },
      { left: `db^{(${l + 1})}_1`, right: short(layer.db[0]!), value: layer.db[0]! },
    ]),
  };
}

const rules: Record<string, string> = {
  gd: `W ← W − η dW`,
  sgd: `v ← μ v − η dW,   W ← W + v`,
  momentum: `v ← μ v − η dW,   W ← W + v`,
  adam: `m ← β_1 m + (1−β_1) dW,   v ← β_2 v + (1−β_2) dW^2,   W ← W − η m̂ / (√v̂ + ε)`,
  adamw: `as Adam, and W ← W − η λ W`,
  rprop: `a step of its own for each weight; only the sign of dW counts`,
};

function update(trace: Trace): Station {
  const lines: Line[] = [];
  trace.layers.forEach((layer, l) => {
    layer.W.forEach((row, i) =>
      row.forEach((before, j) => {
        const memory = layer.memory
          .map(
            ({ name, W_before, W_after }) =>
              `${name}: ${short(W_before[i]?.[j] ?? 0)} → ${short(W_after[i]?.[j] ?? 0)}`,
          )
          .join(", ");
        lines.push({
          left:
            `W^{(${l + 1})}_{${i + 1}${j + 1}}: ${short(before)}, slope ` +
            `${short(layer.dW[i]![j]!)}${memory ? `, ${memory}` : ""}`,
          right: `→ ${short(layer.W_after[i]![j]!)}`,
          value: layer.W_after[i]![j]!,
        });
      }),
    );
    layer.b.forEach((before, j) =>
      lines.push({
        left: `b^{(${l + 1})}_${j + 1}: ${short(before)}, slope ${short(layer.db[j]!)}`,
        right: `→ ${short(layer.b_after[j]!)}`,
        value: layer.b_after[j]!,
      }),
    );
  });
  return {
    phase: "update",
    title: "Update: a step downhill",
    layer: null,
    words:
      `Each weight goes against its slope; the learning rate η = ${short(trace.learning_rate)} says how far. ` +
      `Solver: ${trace.solver}.`,
    formula: rules[trace.solver] ?? rules["gd"]!,
    lines,
  };
}

function after(trace: Trace): Station {
  const better = trace.loss_after < trace.loss;
  const lines: Line[] = [{ left: "L of this example", right: `${short(trace.loss)} → ${short(trace.loss_after)}` }];
  if (trace.rows.length > 1)
    lines.push({ left: "J / n of the batch", right: `${short(trace.batch_loss)} → ${short(trace.batch_loss_after)}` });
  return {
    phase: "update",
    title: better ? "A little wiser" : "Not every step helps every example",
    layer: null,
    formula: `L_{before} → L_{after}`,
    words: "With the new weights the same point is looked at again. Training is nothing but this, thousands of times.",
    lines,
  };
}
