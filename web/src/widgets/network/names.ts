/** Features and parameters in the words of the page. */

const pretty: Record<string, string> = {
  x1: "x₁",
  x2: "x₂",
  "x1^2": "x₁²",
  "x2^2": "x₂²",
  "x1*x2": "x₁x₂",
  "sin(x1)": "sin x₁",
  "sin(x2)": "sin x₂",
};

export function featureName(name: string): string {
  return pretty[name] ?? name;
}

/** Of the layer with this number, of so many (the output layer is the last). */
export function layerName(layer: number, layers: number): string {
  return layer === layers - 1 ? "output layer" : `hidden layer ${layer + 1}`;
}

/** The activation of each hidden layer; the settings may hold one name for all. */
export function activationsOf({ layers }: { layers: readonly { activation: string }[] }): string[] {
  return layers.slice(0, -1).map(({ activation }) => activation);
}

/** As the settings want it: one name where all are the same. */
export function compact(activations: readonly string[]): string[] {
  return new Set(activations).size <= 1
    ? activations.slice(0, 1).concat(activations.length === 0 ? ["tanh"] : [])
    : [...activations];
}
