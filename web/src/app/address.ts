/** Keeps the page's address and the state in step. */
import type { Store } from "../state/store";
import { defaults } from "../state/table";
import { fromHash, toHash } from "../state/url";
import { toast } from "../dom/toast";
import type { Lab } from "./lab";
import { asFloat32, asFloat64, unpack } from "./pack";

const pause = 250; // ms: browsers refuse too many changes of the address

/** Takes over what the address says, and the defaults for the rest; returns what it cannot take. */
export function readAddress(store: Store): string[] {
  const { patch, problems } = fromHash(location.hash);
  const arriving = patch.points ? { dataset: store.state.dataset } : {}; // until the points are there
  store.set({ ...defaults(), ...patch, ...arriving });
  return problems;
}

/** The file that the address names behind '?open=', one of the page's own folder: `crescent playground FILE`. */
export async function openGiven(open: (file: File) => Promise<void>): Promise<void> {
  const name = new URLSearchParams(location.search).get("open");
  if (name === null) return;
  const folder = new URL(".", location.href);
  const place = new URL(name, folder);
  const answer = place.href.startsWith(folder.href) ? await fetch(place).catch(() => null) : null;
  if (!answer?.ok) {
    toast(`The file ${name} that the address names is not there.`, "error");
    return;
  }
  const words = decodeURIComponent(place.pathname.split("/").at(-1)!);
  await open(new File([await answer.arrayBuffer()], words));
  history.replaceState(null, "", location.pathname + location.hash);
}

/** Own points and weights that came in the address: given to the engine, and taken out of the state. */
export async function takePacked(lab: Lab): Promise<void> {
  const { points, weights } = lab.state;
  lab.store.set({ points: "", weights: "" });
  if (points !== "") await lab.attempt(() => takePoints(lab, points));
  if (weights === "") return;
  await lab.attempt(async () => {
    const bytes = await unpack(weights);
    const values = bytes && asFloat64(bytes);
    if (!values || values.length !== lab.configured.parameters)
      throw new Error(
        "The weights in the address do not fit the network that it describes; it starts from first weights.",
      );
    await lab.call("set_parameters", values);
    await lab.look();
  });
}

/** Packed as rows of three: a head with the number of classes (-1: values), then x1, x2 and the label. */
async function takePoints(lab: Lab, points: string): Promise<void> {
  const bytes = await unpack(points);
  const rows = bytes && asFloat32(bytes);
  if (!rows || rows.length < 9 || rows.length % 3 !== 0)
    throw new Error("The points in the address are damaged; the link is perhaps cut off.");
  const [x, y]: [number[], number[]] = [[], []];
  for (let i = 3; i < rows.length; i += 3) {
    x.push(rows[i]!, rows[i + 1]!);
    y.push(rows[i + 2]!);
  }
  const task =
    rows[0]! < 0 ? ({ task: "regression" } as const) : ({ task: "classification", classes: rows[0]! } as const);
  await lab.adopt(await lab.call("set_data", Float64Array.from(x), Float64Array.from(y), task), true);
}

export function installAddress(lab: Lab): void {
  let timer = 0;
  let written = location.hash;
  const write = () => {
    const hash = toHash(lab.state);
    if (`#${hash}` === location.hash || (hash === "" && location.hash === "")) return;
    history.replaceState(null, "", hash === "" ? location.pathname + location.search : `#${hash}`);
    written = location.hash;
  };
  lab.store.watch(() => {
    clearTimeout(timer);
    timer = window.setTimeout(write, pause);
  });
  window.addEventListener("hashchange", () => {
    if (location.hash === written) return;
    written = location.hash;
    for (const problem of readAddress(lab.store)) toast(problem, "error");
    void lab.settled().then(() => takePacked(lab));
  });
}
