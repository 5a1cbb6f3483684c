/** Everything in one file, and what to do with a file that comes in. */
import type { Opened, Task } from "../engine/protocol";
import { engineKeys, isKey, row, type State } from "../state/table";
import { messageOf, type Lab } from "./lab";

const format = "crescent playground 1";

interface OwnData {
  x: number[];
  y: number[];
  task: Task;
  classes: string[];
}

interface Saved {
  format: string;
  state: Record<string, string>;
  parameters: number[];
  data: OwnData | null;
}

function ownDataOf({ configured, data }: Lab): OwnData | null {
  if (configured.settings.dataset !== "own") return null;
  return {
    x: [...data.train_x, ...data.test_x],
    y: [...data.train_y, ...data.test_y],
    task: configured.task,
    classes: configured.classes,
  };
}

async function give(lab: Lab, { x, y, task, classes }: OwnData): Promise<void> {
  const options = task === "regression" ? { task } : { task, classes: classes.length, class_names: classes };
  await lab.call("set_data", Float64Array.from(x), Float64Array.from(y), options);
}

/** Settings, weights and own points. Numbers are written with all their digits. */
export function saveAll(lab: Lab): string {
  const { snapshot, state } = lab;
  const kept = [...engineKeys, "show_test", "discretise", "ghost", "axis", "speed", "stop_below"] as const;
  const saved: Saved = {
    format,
    state: Object.fromEntries(kept.map((key) => [key, row(key).format(state[key] as never)])),
    parameters: [...snapshot.parameters],
    data: ownDataOf(lab),
  };
  return `${JSON.stringify(saved)}\n`;
}

/** Opens a saved page, a model or a table; a table is answered with what is in it. Throws with words. */
export async function openBytes(lab: Lab, bytes: Uint8Array, name: string): Promise<Opened | { kind: "page" }> {
  if (bytes.length === 0) throw new Error(`${name} is empty.`);
  if (/\.json$/i.test(name)) {
    await loadAll(lab, bytes, name);
    return { kind: "page" };
  }
  const opened = await lab.call("open_file", bytes, name);
  if (opened.kind !== "table") await lab.adopt(opened.configured, true);
  return opened;
}

async function loadAll(lab: Lab, bytes: Uint8Array, name: string): Promise<void> {
  const saved = parse(bytes, name);
  const patch: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(saved.state)) {
    const value = isKey(key) ? row(key).parse(text) : undefined;
    if (value === undefined) throw new Error(`${name}: '${key}' cannot be '${text}'. Nothing was changed.`);
    patch[key] = value;
  }
  const settings = Object.fromEntries(Object.entries(patch).filter(([key]) => engineKeys.includes(key as never)));
  const before = {
    settings: { ...lab.configured.settings },
    parameters: lab.snapshot.parameters,
    data: ownDataOf(lab),
  };
  try {
    if (saved.data) await give(lab, saved.data);
    await lab.call("configure", settings);
    await lab.call("set_parameters", Float64Array.from(saved.parameters));
  } catch (error) {
    if (before.data) await give(lab, before.data);
    await lab.call("configure", before.settings);
    await lab.call("set_parameters", before.parameters);
    await lab.adopt(await lab.call("configure", {}), true);
    throw new Error(`${name}: ${messageOf(error)}`);
  }
  await lab.adopt(await lab.call("configure", {}), true);
  lab.store.set(
    Object.fromEntries(Object.entries(patch).filter(([key]) => !engineKeys.includes(key as never))) as Partial<State>,
  );
}

function parse(bytes: Uint8Array, name: string): Saved {
  let saved: unknown;
  try {
    saved = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Error(`${name} is not a saved playground: it is not JSON.`);
  }
  if (!isSaved(saved)) throw new Error(`${name} is not a saved playground, or only a part of one.`);
  return saved;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function areNumbers(list: unknown): list is number[] {
  return Array.isArray(list) && list.every((v) => typeof v === "number" && Number.isFinite(v));
}

function isOwnData(data: unknown): data is OwnData {
  if (!isObject(data) || !areNumbers(data.x) || !areNumbers(data.y)) return false;
  if (data.x.length !== 2 * data.y.length) return false;
  if (data.task === "regression") return true;
  return (
    data.task === "classification" && Array.isArray(data.classes) && data.classes.every((c) => typeof c === "string")
  );
}

function isSaved(saved: unknown): saved is Saved {
  return (
    isObject(saved) &&
    saved.format === format &&
    isObject(saved.state) &&
    areNumbers(saved.parameters) &&
    (saved.data === null || isOwnData(saved.data))
  );
}

export function download(content: Uint8Array | string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content as BlobPart], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
