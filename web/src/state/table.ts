/**
 * Everything that a visitor can set, in one table: the page's controls, the URL and the saved file are
 * made from it. Rows that are not of the scope "view" are the engine's settings, by its names.
 */
import { choice, flag, names, number, numbers, word, type Row } from "./rows";

const rates = [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
const penalties = [0, 0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
const counts = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10000] as const;
const shares = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

export const table = {
  dataset: choice({
    scope: "data",
    default: "moons",
    label: "Data set",
    help: "The points to learn from. Each set is a puzzle of its own: some a straight line can solve, some not.",
  }),
  samples: number({
    scope: "data",
    default: 300,
    min: 2,
    max: 10000,
    integer: true,
    ladder: [20, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10000],
    label: "Points",
    help: "How many points there are in all, training and test together.",
  }),
  noise: number({
    scope: "data",
    default: 0.2,
    min: 0,
    max: 2,
    ladder: [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2],
    label: "Noise",
    help:
      "How far the points are scattered from their true shape. With much noise no network can be right " +
      "everywhere.",
  }),
  classes: number({
    scope: "data",
    default: 2,
    min: 2,
    max: 10,
    integer: true,
    ladder: [2, 3, 4, 5, 6, 7, 8, 9, 10],
    label: "Classes",
    help: "How many kinds of points there are, where the data set leaves it open.",
  }),
  data_seed: number({
    scope: "data",
    default: 0,
    min: 0,
    max: 4294967295,
    integer: true,
    ladder: counts,
    label: "Data seed",
    help: "The number that the random points come from. The same seed gives the same points.",
  }),
  test_fraction: number({
    scope: "data",
    default: 0.3,
    min: 0,
    max: 0.9,
    ladder: shares,
    label: "Held out for testing",
    help:
      "The share of the points that the network never trains on. Its loss on them tells whether it learned the " +
      "shape or only these points.",
  }),
  test_samples: number({
    scope: "data",
    default: 0,
    min: 0,
    max: 10000,
    integer: true,
    ladder: [0, 100, 200, 500, 1000, 2000, 5000, 10000],
    label: "Fresh test points",
    help: "Test on that many new points instead of a share held out. 0: hold out a share.",
  }),

  features: names({
    scope: "network",
    default: ["x1", "x2"],
    label: "Features",
    help:
      "What the network is given of each point. With squares and products among them, even one layer can draw " +
      "curves.",
  }),
  hidden: numbers({
    scope: "network",
    default: [6, 4],
    min: 1,
    max: 64,
    most: 8,
    label: "Hidden layers",
    help: "Units in each hidden layer. Every unit draws one soft edge; later layers combine the edges.",
  }),
  activation: names({
    scope: "network",
    default: ["tanh"],
    label: "Activation",
    help:
      "What a unit does to its weighted sum. Without a curve here, any number of layers draws only " +
      "straight lines.",
  }),
  output: choice({
    scope: "network",
    default: "softmax",
    options: [
      ["softmax", "softmax"],
      ["sigmoid", "one sigmoid"],
      ["identity", "the value"],
    ],
    label: "Output",
    help:
      "Softmax turns one number for each class into probabilities. With two classes, one sigmoid unit does " +
      "as well.",
  }),
  initialisation: choice({
    scope: "network",
    default: "glorot",
    label: "First weights",
    help: "How large the first random weights are. From all zeros, every unit stays the same as its neighbour.",
  }),
  seed: number({
    scope: "network",
    default: 1,
    min: 0,
    max: 4294967295,
    integer: true,
    ladder: counts,
    label: "Seed",
    help: "The number that the first weights come from. The same seed gives the same weights, and the same training.",
  }),
  precision: choice({
    scope: "network",
    default: "float32",
    options: [
      ["float32", "float32, fast"],
      ["float64", "float64, exact"],
    ],
    label: "Precision",
    help: "float32 is faster. float64 gives the numbers of the command line, to the digit.",
  }),

  solver: choice({
    scope: "training",
    default: "adam",
    label: "Solver",
    help:
      "How the weights follow the slope of the loss. Plain descent takes the slope as it is; Adam keeps a pace " +
      "for each weight.",
  }),
  learning_rate: number({
    scope: "training",
    default: 0.01,
    min: 1e-7,
    max: 100,
    ladder: rates,
    label: "Learning rate",
    help: "How far each step goes. Too small and nothing moves; too large and the loss jumps over the valley.",
  }),
  momentum: number({
    scope: "training",
    default: 0.9,
    min: 0,
    max: 0.999,
    ladder: [0, 0.5, 0.8, 0.9, 0.95, 0.99],
    label: "Momentum",
    help: "How much of the last step goes on into the next, for the solver sgd.",
  }),
  batch_size: number({
    scope: "training",
    default: 32,
    min: 0,
    max: 10000,
    integer: true,
    ladder: [0, 1, 2, 5, 10, 16, 20, 32, 50, 64, 100, 128, 200, 500, 1000],
    label: "Batch size",
    help:
      "How many points are looked at before the weights move. 0 takes all of them. Small batches move often and " +
      "shakily.",
  }),
  l1: number({
    scope: "training",
    default: 0,
    min: 0,
    max: 100,
    ladder: penalties,
    label: "L1",
    help: "Pulls every weight towards zero at the same speed, so that many become exactly useless.",
  }),
  l2: number({
    scope: "training",
    default: 0,
    min: 0,
    max: 100,
    ladder: penalties,
    label: "L2",
    help: "Pulls large weights towards zero, so that edges stay soft.",
  }),
  dropout: number({
    scope: "training",
    default: 0,
    min: 0,
    max: 0.95,
    ladder: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8],
    label: "Dropout",
    help: "The share of hidden units that sit out each step, so that none is relied on alone.",
  }),
  label_smoothing: number({
    scope: "training",
    default: 0,
    min: 0,
    max: 0.5,
    ladder: [0, 0.01, 0.05, 0.1, 0.2],
    label: "Label smoothing",
    help: "Never ask for full certainty: each target gives this much away to the other classes.",
  }),
  loss: choice({
    scope: "training",
    default: "squared",
    options: [
      ["squared", "squared"],
      ["absolute", "absolute"],
      ["huber", "Huber"],
    ],
    label: "Loss",
    help: "How an error counts when the answer is a value. Squared errors make the far ones loud.",
  }),
  reduction: choice({
    scope: "training",
    default: "mean",
    options: [
      ["mean", "mean"],
      ["sum", "sum"],
    ],
    label: "Gradient",
    help: "Whether the points' gradients are averaged or, as in the tutorial, added up.",
  }),
  schedule: choice({
    scope: "training",
    default: "constant",
    label: "Schedule",
    help: "How the learning rate falls while training goes on.",
  }),
  decay: number({
    scope: "training",
    default: 0.01,
    min: 0,
    max: 10,
    ladder: [0, 0.0001, 0.001, 0.01, 0.1, 1],
    label: "Decay",
    help: "How fast the schedule invscaling falls.",
  }),
  factor: number({
    scope: "training",
    default: 0.5,
    min: 0.01,
    max: 1,
    ladder: [0.1, 0.2, 0.5, 0.8, 0.9],
    label: "Factor",
    help: "What the schedule step multiplies the rate by.",
  }),
  every: number({
    scope: "training",
    default: 200,
    min: 1,
    max: 100000,
    integer: true,
    ladder: [10, 20, 50, 100, 200, 500, 1000],
    label: "Every",
    help: "After how many epochs the schedule step does so.",
  }),
  epochs: number({
    scope: "training",
    default: 0,
    min: 0,
    max: 10000000,
    integer: true,
    ladder: [0, 100, 200, 500, 1000, 2000, 5000, 10000, 20000],
    label: "Stop at epoch",
    help: "Training ends there, and the schedule cosine falls until then. 0: no end.",
  }),

  speed: choice({
    scope: "view",
    default: "60",
    options: [
      ["5", "slow"],
      ["60", "watch"],
      ["0", "fast"],
    ],
    label: "Speed",
    help: "Epochs a second: 5, 60, or as many as this machine can do.",
  }),
  stop_below: number({
    scope: "view",
    default: 0,
    min: 0,
    max: 100,
    ladder: [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3],
    label: "Stop at loss",
    help: "Training pauses once the training loss is below this. 0: never.",
  }),
  autoplay: flag({ scope: "view", default: true, label: "Play at once", help: "Start to train when the page opens." }),
  show_test: flag({
    scope: "view",
    default: false,
    label: "Show test data",
    help: "Draw the held-out points too, as rings.",
  }),
  discretise: flag({
    scope: "view",
    default: false,
    label: "Only the decision",
    help: "Colour each place by the most probable class alone, without how sure the network is.",
  }),
  ghost: flag({
    scope: "view",
    default: false,
    label: "Logistic regression",
    help: "Draw the straight line of logistic regression on the same points, to compare.",
  }),
  axis: choice({
    scope: "view",
    default: "linear",
    options: [
      ["linear", "linear"],
      ["log", "log"],
    ],
    label: "Loss axis",
    help: "On a log axis each step down is the same factor.",
  }),
  panel: choice({
    scope: "view",
    default: "step",
    options: [
      ["step", "Step through"],
      ["space", "Hidden space"],
      ["surface", "Loss surface"],
      ["units", "Units"],
      ["confusion", "Confusion"],
      ["runs", "Runs"],
    ],
    label: "Panel",
    help: "What the lower part shows.",
  }),
  guide: number({
    scope: "view",
    default: 0,
    min: 0,
    max: 20,
    integer: true,
    ladder: [0],
    label: "Guide",
    help: "The open chapter of the guide; 0: closed.",
  }),
  theme: choice({
    scope: "view",
    default: "auto",
    options: [
      ["auto", "as the system"],
      ["light", "light"],
      ["dark", "dark"],
    ],
    label: "Theme",
    help: "Light or dark.",
  }),
  hide: names({
    scope: "view",
    default: [],
    label: "Hidden controls",
    help: "Names of controls that this page leaves out, for teachers: hide=noise,learning_rate.",
  }),
  weights: word({ scope: "view", default: "", label: "Weights", help: "The weights, packed." }),
  points: word({ scope: "view", default: "", label: "Own points", help: "Own points, packed." }),
};

export type Table = typeof table;
export type Key = keyof Table;
export type State = { [K in Key]: Table[K] extends Row<infer T> ? T : never };

export const keys = Object.keys(table) as Key[];
export const engineKeys = keys.filter((key) => table[key].scope !== "view");

export function defaults(): State {
  return Object.fromEntries(keys.map((key) => [key, table[key].default])) as State;
}

export function row<K extends Key>(key: K): Row<State[K]> {
  return table[key] as unknown as Row<State[K]>;
}

export function isKey(name: string): name is Key {
  return Object.hasOwn(table, name);
}
