/** The tutorial as chapters: what to read, what the page is set to, and what can be tried. */
import type { Settings } from "../engine/protocol";
import type { State } from "../state/table";

export type Extra = "logistic" | "unit" | "losses" | "sizes" | "overfitting";

export interface Chapter {
  title: string;
  text: string[];
  /** What the page is set to when the chapter opens. */
  set: (tutorial: Settings) => Partial<State>;
  extra?: Extra;
}

const view = { ghost: false, show_test: false, discretise: false, speed: "60" } as const;

export const chapters: Chapter[] = [
  {
    title: "Two moons",
    text: [
      "Two hundred points in two classes: orange circles and blue squares. Read them as patients, with two " +
        "medical measurements each.",
      "The task: given the two numbers of a new patient, tell the class. No straight line can part these moons.",
    ],
    set: (t) => ({ ...(t as unknown as Partial<State>), ...view }),
  },
  {
    title: "A straight line is not enough",
    text: [
      "Logistic regression weighs both measurements, adds them up and asks on which side of a line the point " +
        "lies. The dashed line is the best it can do.",
      "It parts the moons as well as a line can, and misses their shape.",
    ],
    set: (t) => ({ ...(t as unknown as Partial<State>), ...view, ghost: true }),
    extra: "logistic",
  },
  {
    title: "A unit is a soft edge",
    text: [
      "A unit adds up its inputs, weighted, and sends the sum through a curve. The sigmoid is near 0 far on " +
        "one side, near 1 far on the other, and one half on the edge.",
      "Here is a network with a single such unit. Hover it to see its edge; press play and watch it turn.",
    ],
    set: (t) => ({ ...(t as unknown as Partial<State>), ...view, hidden: [1], activation: ["sigmoid"], epochs: 0 }),
    extra: "unit",
  },
  {
    title: "Three units, trained",
    text: [
      "Now the network of the tutorial: two inputs, three tanh units, two outputs through softmax. Each pass " +
        "compares its probabilities with the truth, sends the blame backwards and moves every weight a little " +
        "downhill.",
      "Train it for 20 000 passes. The losses are those that `crescent tutorial` prints, to the last digit shown.",
    ],
    set: (t) => ({ ...(t as unknown as Partial<State>), ...view }),
    extra: "losses",
  },
  {
    title: "How many hidden units?",
    text: [
      "The same training with 1, 2, 3, 4, 5, 20 and 50 hidden units. One or two are too few to bend around the " +
        "moons; three or four catch the shape; twenty and more begin to fence in single points.",
    ],
    set: (t) => ({ ...(t as unknown as Partial<State>), ...view }),
    extra: "sizes",
  },
  {
    title: "Learning by heart",
    text: [
      "Fifty units on few and noisy points, tested on a thousand fresh ones. The training loss (solid) keeps " +
        "falling. The test loss (dashed) falls, turns and rises: the network has begun to learn the noise.",
      "Try L2 regularisation, more points or fewer units, and see the dashed line stay down.",
    ],
    set: (t) => ({
      ...(t as unknown as Partial<State>),
      ...view,
      samples: 60,
      noise: 0.35,
      test_samples: 1000,
      hidden: [50],
      l2: 0,
      reduction: "mean",
      solver: "adam",
      learning_rate: 0.03,
      epochs: 0,
      speed: "0",
      precision: "float32",
    }),
    extra: "overfitting",
  },
  {
    title: "Now it is yours",
    text: [
      "Change anything: the data, the layers, a single weight. Draw your own points, or open a table. Step " +
        "through one example below and see every number on its way.",
      "And the same engine trains your own files: `crescent train data.csv --target class`.",
    ],
    set: () => ({}),
  },
];
