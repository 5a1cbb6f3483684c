/** What run.mjs measures, in the browser. */
import * as nn from "tensorflow-playground";
import { startEngine } from "../../web/src/engine/start";
import { Session } from "../../web/src/engine/session";

interface Workload {
  hidden: number[];
  batch: number; // 0: all rows
}
// The page's first view of TensorFlow Playground (250 training points), and the largest network it allows for.
const workloads: Workload[] = [
  { hidden: [4, 2], batch: 0 },
  { hidden: [4, 2], batch: 10 },
  { hidden: [8, 8, 8, 8], batch: 0 },
  { hidden: [8, 8, 8, 8], batch: 10 },
];
const learningRate = 0.03;

type Network = nn.Node[][];

/** nn.ts's network with the parameters of the engine's. */
function peer(hidden: number[], parameters: Float64Array): Network {
  const shape = [2, ...hidden, 1];
  const network = nn.buildNetwork(shape, nn.Activations.TANH, nn.Activations.LINEAR, null as never, ["x1", "x2"]);
  let offset = 0;
  for (let layer = 1; layer < shape.length; ++layer) {
    const units = shape[layer] as number, inputs = shape[layer - 1] as number;
    (network[layer] as nn.Node[]).forEach((node, j) => {
      node.inputLinks.forEach((link, i) => (link.weight = parameters[offset + i * units + j] as number));
      node.bias = parameters[offset + inputs * units + j] as number;
    });
    offset += (inputs + 1) * units;
  }
  return network;
}

/** TensorFlow Playground's oneStep, without its pictures. */
function epoch(network: Network, x: number[][], y: Float64Array, batch: number): void {
  for (let n = 0; n < x.length; ++n) {
    nn.forwardProp(network, x[n] as number[]);
    nn.backProp(network, y[n] as number, nn.Errors.SQUARE);
    if ((n + 1) % batch === 0) nn.updateWeights(network, learningRate, 0);
  }
}

/** Epochs a second of a function that runs some, for about 60 ms: short, so that some rounds meet no other program. */
function speed(run: (epochs: number) => void): number {
  let epochs = 1;
  for (;;) {
    const start = performance.now();
    run(epochs);
    const took = performance.now() - start;
    if (took > 50) return (1000 * epochs) / took;
    epochs = Math.ceil(epochs * Math.max(2, Math.min(50, 60 / Math.max(took, 0.05))));
  }
}

const module = await startEngine();
const session = new Session(module);

function configure(workload: Workload, precision: "float32" | "float64", samples = 250, test_fraction = 0): Float64Array {
  session.call("configure", {
    dataset: "plane", samples, noise: 0.1, data_seed: 1, test_fraction, hidden: workload.hidden, activation: ["tanh"],
    output: "identity", initialisation: "glorot", seed: 1, precision, solver: "gd", learning_rate: learningRate,
    batch_size: workload.batch, l1: 0, l2: 0, reduction: "mean", epochs: 0,
  });
  session.call("reset");
  return session.call("snapshot").parameters;
}

function difference(workload: Workload, x: number[][], data: { train_x: Float64Array; train_y: Float64Array }): number {
  const network = peer(workload.hidden, configure({ ...workload, batch: 0 }, "float64"));
  session.call("step", 50);
  for (let i = 0; i < 50; ++i) epoch(network, x, data.train_y, x.length);
  const { values } = session.call("predict", data.train_x);
  return Math.max(...x.map((point, n) => Math.abs(nn.forwardProp(network, point) - (values[n] as number))));
}

function measure(rounds: number): object[] {
  return workloads.map((workload) => {
    const first = configure(workload, "float64");
    const data = session.call("data");
    const x = Array.from(data.train_y, (_, n) => [data.train_x[2 * n] as number, data.train_x[2 * n + 1] as number]);
    const network = peer(workload.hidden, first);
    const batch = workload.batch || x.length;
    const times = { nn: [] as number[], float64: [] as number[], float32: [] as number[] };
    for (let round = 0; round < rounds; ++round) {
      times.nn.push(speed((epochs) => { for (let i = 0; i < epochs; ++i) epoch(network, x, data.train_y, batch); }));
      for (const precision of ["float64", "float32"] as const) {
        configure(workload, precision);
        times[precision].push(speed((epochs) => void session.call("advance", epochs)));
      }
    }
    return { ...workload, ...times, difference: difference(workload, x, data) };
  });
}

const density = 100; // of the grid on which TensorFlow Playground's page draws every node

/** The arithmetic of TensorFlow Playground's page: an epoch, both losses and every node's picture in each frame; its drawing is left out. */
function frames(workload: Workload, seconds: number): Promise<number> {
  const first = configure(workload, "float64", 500, 0.5);
  const { train_x, train_y, test_x, test_y } = session.call("data");
  const points = (x: Float64Array, count: number) => Array.from({ length: count }, (_, n) => [x[2 * n] as number, x[2 * n + 1] as number]);
  const [x, held_out] = [points(train_x, train_y.length), points(test_x, test_y.length)];
  const network = peer(workload.hidden, first);
  const pictures = network.slice(1).flat().map((node) => ({ node, values: new Float64Array(density * density) }));
  const loss = (rows: number[][], y: Float64Array) => rows.reduce((sum, row, n) => sum + nn.Errors.SQUARE.error(nn.forwardProp(network, row), y[n] as number), 0) / rows.length;
  const frame = () => {
    epoch(network, x, train_y, workload.batch || x.length);
    const losses = [loss(x, train_y), loss(held_out, test_y)];
    for (let i = 0; i < density * density; ++i) {
      nn.forwardProp(network, [((i % density) / (density - 1)) * 12 - 6, (Math.floor(i / density) / (density - 1)) * 12 - 6]);
      for (const { node, values } of pictures) values[i] = node.output;
    }
    return losses;
  };
  return new Promise((resolve) => {
    const start = performance.now();
    let epochs = 0;
    const next = () => {
      frame();
      epochs += 1;
      const took = performance.now() - start;
      if (took > 1000 * seconds) resolve((1000 * epochs) / took);
      else requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

/** What the page is set to for the same network, data and batches. */
function address({ hidden, batch }: Workload): string {
  return `dataset=plane&samples=500&noise=0.1&data_seed=1&test_fraction=0.5&hidden=${hidden.join(",")}&activation=tanh&output=identity&seed=1&solver=gd&learning_rate=${learningRate}&batch_size=${batch}&speed=0`;
}

Object.assign(window, { measure, as_frames: frames, workloads: workloads.map((workload) => ({ ...workload, address: address(workload) })) });
