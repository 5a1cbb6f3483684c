/**
 * The interface between the page and the engine, in one place: the settings, the calls of a session
 * and their answers, and the messages between page and worker.
 *
 * All mathematics is in C++ (apps/playground), compiled to WebAssembly and run by worker.ts. The page
 * talks to `EngineClient` (client.ts), whose methods are those of `Calls` below, as promises.
 *
 * Names are the command line's. Numbers that come by the hundred are typed arrays, transferred, not
 * copied; all matrices are row-major with one example a row. Classes count from 0.
 */

// ---- Settings ---------------------------------------------------------------------------------

/** The lists of names come from `Calls.choices`, so that the page follows the engine. */
export type DatasetName = string; // "moons" "circles" "xor" "gauss" "spiral" "blobs" "plane" "multi-gauss" "own"
export type ActivationName = string; // "tanh" "sigmoid" "relu" …
export type FeatureName = string; // "x1" "x2" "x1^2" "x2^2" "x1*x2" "sin(x1)" "sin(x2)"

/**
 * Everything that decides a run. `configure` takes any part of it and keeps the rest; what a change
 * costs stands behind each name:
 *   [data]     makes the data anew and resets the network
 *   [network]  resets the network (its first weights are drawn again from `seed`)
 *   [training] changes how training goes on from here; nothing is lost
 */
export interface Settings {
  dataset: DatasetName; // [data] "own": what set_data, use_table or open_file gave
  samples: number; // [data] points in all, 2 to 10000
  noise: number; // [data] as `crescent generate --noise`: see choices().datasets[].noise for its range
  classes: number; // [data] 2 to 10, where the data set leaves it open
  data_seed: number; // [data] another number: other points ("regenerate")
  test_fraction: number; // [data] share of the points held out, 0 to 0.9
  test_samples: number; // [data] > 0: that many fresh points as test data instead, test_fraction is not used

  features: FeatureName[]; // [network] at least one; for a plane of two columns
  hidden: number[]; // [network] units of each hidden layer: 0 to 8 layers of 1 to 64
  activation: ActivationName[]; // [network] one for each hidden layer (one for all is accepted)
  output: "softmax" | "sigmoid" | "identity"; // [network] sigmoid: two classes, one unit. Regression: identity
  initialisation: string; // [network] "normal" "glorot" "he" "zeros"
  seed: number; // [network] first weights, order of mini-batches, dropout
  precision: "float32" | "float64"; // [network] float32 is faster; the tutorial computes in float64

  solver: string; // [training] "gd" "sgd" "adam" "adamw" "rprop" "lbfgs" (its memory starts afresh)
  learning_rate: number; // [training] 1e-7 to 100
  momentum: number; // [training] sgd, [0, 1)
  batch_size: number; // [training] 0: all rows. rprop and lbfgs always take all
  l1: number; // [training]
  l2: number; // [training]
  dropout: number; // [training] [0, 1)
  label_smoothing: number; // [training] [0, 1)
  loss: "squared" | "absolute" | "huber"; // [training] of a regression; classes have cross-entropy
  reduction: "mean" | "sum"; // [training] the tutorial sums its gradients
  schedule: string; // [training] "constant" "invscaling" "step" "cosine"
  decay: number; // [training] invscaling
  factor: number; // [training] step
  every: number; // [training] step: epochs
  epochs: number; // [training] the horizon of `cosine`; play() stops there; 0: no end (not for cosine)
}

export interface Choices {
  version: string;
  datasets: {
    name: DatasetName;
    task: Task;
    noise: { min: number; max: number; default: number };
    classes: { min: number; max: number }; // min == max: fixed; 0 for a regression
  }[];
  features: { name: FeatureName; formula: string }[];
  activations: ActivationName[];
  solvers: string[];
  schedules: string[];
  initialisations: string[];
  regressions: string[];
  limits: { layers: number; units: number; samples: number; classes: number };
  defaults: Settings;
  tutorial: Settings; // the seed tutorial's: `crescent tutorial` prints the same losses
}

export type Task = "classification" | "regression";

/** What configure, reset, set_data, use_table and open_file answer: all that the page draws by. */
export interface Configured {
  settings: Settings; // in effect, complete
  task: Task;
  data_changed: boolean; // ask for data() again
  network_changed: boolean; // new first weights, epoch 0
  model: string | null; // the file of the model whose inputs these are (then `features` is not in use)
  inputs: string[]; // a name for each network input
  layers: { units: number; activation: ActivationName }[]; // hidden layers, then the output layer ("identity")
  classes: string[]; // names; empty for a regression
  blocks: Block[]; // where W1, b1, W2, … lie in the flat parameters
  parameters: number; // length of the flat parameters
  maps: MapInfo[]; // order of the maps in Snapshot.maps
  domain: Domain; // what the maps cover
  notes: string[]; // what the engine did of its own accord, in sentences (a class too small for a test set, …)
}
export interface Block {
  name: string; // "W1", "b1", …
  layer: number; // from 0
  is_weight: boolean;
  rows: number; // W (inputs, units): entry (i, j) at offset + i * cols + j. b: 1 row
  cols: number;
  offset: number;
}
export interface MapInfo {
  kind: "input" | "hidden" | "output"; // output: the probability of class `unit`, or the value
  layer: number; // -1 for inputs
  unit: number;
  name: string;
}
export interface Domain {
  x: [number, number]; // of the first shown column
  y: [number, number];
  columns: [string, string]; // the names of the shown columns ("x1", "x2")
}

export interface Data {
  train_x: Float64Array; // (N, 2): the two shown columns
  train_y: Float64Array; // (N) class or value
  test_x: Float64Array;
  test_y: Float64Array;
  value_range: [number, number]; // of y; for the colours of a regression
}

// ---- What training tells ----------------------------------------------------------------------

/** One moment of a run. Arrays are there where `watch` asked for them. Never a NaN in any of it. */
export interface Snapshot {
  epoch: number; // completed epochs
  learning_rate: number; // of the last step, by the schedule
  objective: number | null; // J / n on the training rows, penalties included: what the tutorial prints; null: no rows
  train_loss: number | null; // without penalties
  test_loss: number | null;
  train_accuracy: number | null; // null: regression
  test_accuracy: number | null;
  seconds: number; // spent in training since the reset
  milliseconds_per_epoch: number; // lately
  playing: boolean;
  finished: string | null; // why play() ended: "epochs", "converged", "diverged", "stop condition"
  diverged: Divergence | null;
  history: History; // points since the last snapshot that had a history
  parameters: Float64Array; // flat, see Configured.blocks
  maps?: Float32Array; // (Configured.maps.length, G, G) row 0 at the top (largest second column)
  output?: Float32Array; // (classes or 1, H, H): the output maps again, finer
  confusion?: { train: Int32Array; test: Int32Array }; // (K, K): rows true, columns predicted
  space?: Space;
  units?: UnitDiagnosis[];
  gradient?: Float64Array; // flat, on all training rows, penalties included
}

export interface History {
  epochs: Float64Array;
  objective: Float64Array;
  train_loss: Float64Array;
  test_loss: Float64Array; // empty without test rows
  restarted: boolean; // the same as keep_until === -1
  /** Points of earlier snapshots with a later epoch no longer hold (gone back); -1: none does (reset). */
  keep_until: number;
}

/** The session has gone back to `epoch`, the last good one, by itself, and stopped. */
export interface Divergence {
  failed_epoch: number;
  epoch: number;
  learning_rate: number;
  suggested_learning_rate: number;
  message: string; // one or two sentences
}

/** What snapshots hold beside the numbers. */
export interface Watch {
  grid: number; // G of `maps`; 0: none
  output_grid: number; // H of `output`; 0: none
  confusion: boolean;
  units: boolean;
  gradient: boolean;
  space: SpaceQuery | null;
}

/** The plane (or space) of two (three) units of a layer. */
export interface SpaceQuery {
  layer: number; // hidden layers from 0; -1: inputs; the last: the output's z
  units: number[]; // two or three
  grid: number; // lines of the warped grid each way; 0: none
}
export interface Space {
  query: SpaceQuery;
  train: Float32Array; // (N, D)
  test: Float32Array;
  grid: Float32Array; // (G, G, D): the plane's grid points as the layer sees them, row 0 at the top
}

export interface UnitDiagnosis {
  layer: number;
  unit: number;
  state: "ok" | "dead" | "saturated" | "constant";
  active: number; // share of the training rows on which its slope is not almost 0
  mean: number; // of its activation
  deviation: number;
  message: string; // "" if ok
}

// ---- Explanations -----------------------------------------------------------------------------

/** One training step with all its numbers. `rows`: the mini-batch; the first is followed in detail. */
export interface Trace {
  rows: number[]; // training rows
  x: number[]; // network inputs of the followed example
  y: number; // its class or value
  p: number[]; // probabilities (K) or value before the step
  loss: number; // of the followed example, without penalty
  batch_loss: number; // J / n of the batch
  loss_after: number; // both after the step
  batch_loss_after: number;
  learning_rate: number;
  reduction: "mean" | "sum";
  solver: string; // lbfgs is traced as gd
  layers: TraceLayer[];
}
export interface TraceLayer {
  activation: ActivationName;
  W: number[][]; // (inputs, units) before
  b: number[];
  z: number[]; // of the followed example
  a: number[]; // f(z); the output layer's is p
  slope: number[]; // f'(z); 1 in the output layer
  delta: number[]; // ∂L/∂z of the followed example
  dW_example: number[][]; // a_below ⊗ delta
  dW: number[][]; // of the batch, with reduction and penalties
  db: number[];
  W_after: number[][];
  b_after: number[];
  memory: { name: string; W_before: number[][]; W_after: number[][]; b_before: number[]; b_after: number[] }[];
}

/** ∂L/∂w of one parameter for one example, traced from the loss. */
export interface Chain {
  // From null: a bias.
  parameter: { index: number; name: string; layer: number; from: number | null; to: number; value: number };
  /** From the output layer down to the parameter's layer: where its delta comes from. */
  links: ChainLink[];
  a_below: number; // 1 for a bias
  delta: number; // of unit `to`
  gradient: number; // a_below · delta
  numeric: number; // central difference, for comparison
}
export interface ChainLink {
  layer: number;
  unit: number;
  /** Output layer: p - t. Below: Σ weight · delta over the units above. */
  terms: { unit: number; weight: number; delta: number; product: number }[];
  da: number; // their sum: ∂L/∂a (output layer: ∂L/∂z itself)
  slope: number; // f'(z)
  delta: number; // da · slope
  p: number | null; // output layer alone
  target: number | null;
}

export interface BlockCheck {
  name: string;
  largest_gradient: number;
  complex_step_error: number;
  central_difference_error: number;
}

export interface LossSurface {
  size: number;
  span: number; // the square reaches from -span to +span in both directions, around the present weights
  losses: Float32Array; // (size, size), row 0 at +span of the second direction; J / n
  lowest: number;
  highest: number; // of the finite ones; others are clipped to it
  path: Float32Array; // (M, 3): the weights' way in both coordinates, and J / n there; the last is now
  explained: number; // share of the path's length² that the two directions show, 0 to 1
}

export interface LogisticRegression {
  coef: number[][]; // (1 or K, 2), on the shown columns
  intercept: number[];
  accuracy: number; // on the training rows
  test_accuracy: number | null;
  C: number;
  /** Two classes: where p = 1/2 crosses the domain, as two points; null if it does not. */
  line: [[number, number], [number, number]] | null;
  map: Float32Array; // (K, G, G)
}

// ---- Data from outside ------------------------------------------------------------------------

export interface TableInfo {
  name: string;
  rows: number;
  columns: {
    name: string;
    numeric: boolean;
    missing: number;
    distinct: number;
    min: number | null;
    max: number | null;
  }[];
  suggested: { x: number[]; target: number; task: Task }; // positions of columns
}
export interface TableQuery {
  x: number[]; // two numeric columns; more are projected on their two principal components
  target: number;
  task: Task;
  standardise: boolean; // mean 0, deviation 1; always so for a projection
}

/** What a dropped file turned out to be. */
export type Opened =
  | { kind: "table"; table: TableInfo } // next: use_table
  | { kind: "data"; configured: Configured } // it has all columns of the opened model: its points are there
  | { kind: "model"; configured: Configured };

// ---- The calls --------------------------------------------------------------------------------

/**
 * A session's calls. Each throws (rejects with) an `EngineError` that says what is wrong and what to
 * do, and then has changed nothing.
 */
export interface Calls {
  choices(): Choices;
  configure(settings: Partial<Settings>): Configured;
  data(): Data;
  /** Own points: x (N, 2), y (N) class numbers or values. Keeps the weights if they still fit. */
  set_data(
    x: Float64Array,
    y: Float64Array,
    options: { task: Task; classes?: number; class_names?: string[] },
  ): Configured;
  /** CSV as text; the table stays in the engine for use_table. */
  parse_csv(text: string, name: string): TableInfo;
  use_table(query: TableQuery): Configured;
  /** A model file of `crescent train`, or a CSV file. */
  open_file(bytes: Uint8Array, name: string): Opened;
  /** The data as CSV, as `crescent generate` writes it. */
  to_csv(): string;

  /** The first weights again, epoch 0. (New ones: configure({seed}).) */
  reset(): Configured;
  step(epochs: number): Snapshot;
  /** The worker's own way to train: no snapshot, `finished` as in Snapshot. */
  advance(epochs: number): { finished: string | null; train_loss: number };
  /** Looks without training. */
  snapshot(): Snapshot;
  watch(watch: Partial<Watch>): void;
  /** Chart points also after epochs 1, 1 + n, 1 + 2n, … (the tutorial's iterations 0, n, 2n, …); 0: none. */
  record_every(epochs: number): void;

  set_parameters(values: Float64Array): void;
  set_parameter(index: number, value: number): void;
  /** A frozen parameter is not trained. */
  freeze(index: number, frozen: boolean): void;
  frozen(): number[];
  /** Epochs that can be gone back to, ascending. */
  kept_epochs(): number[];
  /** Back to a kept epoch: weights and the optimiser's memory. */
  go_back(epoch: number): Configured;
  optimiser(): { solver: string; steps: number; buffers: { name: string; values: number[] }[] };

  trace(rows: number[]): Trace;
  chain(parameter: number, row: number): Chain;
  gradient_check(): BlockCheck[];
  /** p (or values) of any points of the plane: x (N, 2) -> (N, K). */
  predict(x: Float64Array): { values: Float64Array; columns: number };
  /** Everything each layer computes at one point of the plane: inputs, then a of every layer. */
  activations(x: [number, number]): number[][];
  /** (choices().features, G, G): what each feature is on the plane; empty for an opened model. */
  features(query: { grid: number }): Float32Array;
  space(query: SpaceQuery): Space;
  diagnose(): UnitDiagnosis[];
  /** size 3 to 101; span 0: as far as the path reaches. */
  loss_surface(query: { size: number; span: number; directions: "path" | "random"; seed: number }): LossSurface;
  /** Fitted on the training rows; `cross_validated` chooses C as the tutorial does. */
  logistic_regression(query: { grid: number; cross_validated: boolean }): LogisticRegression;

  to_onnx(): Uint8Array;
  to_c(name: string): string;
}

/** Calls that the worker answers itself. */
export interface WorkerCalls {
  /** Trains until pause(), `epochs`, convergence, divergence or the stop condition. */
  play(options: PlayOptions): void;
  pause(): Snapshot;
}
export interface PlayOptions {
  epochs_per_second: number; // 0: as many as fit
  stop_below: number | null; // stop condition: train loss
}

export interface EngineError {
  code: "invalid_argument" | "io" | "parse" | "data" | "numeric" | "internal";
  message: string; // with the fix
  where: { file: string; line: number; column: number }; // 0: not applicable
}
