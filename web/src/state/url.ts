/** The state as the part of the URL behind '#': only what differs from the defaults, by its names. */
import { defaults, isKey, keys, row, type Key, type State } from "./table";

export function toHash(state: State): string {
  const base = defaults();
  const parts: string[] = [];
  for (const key of keys) {
    const value = row(key).format(state[key] as never);
    if (value !== row(key).format(base[key] as never)) parts.push(`${key}=${escape(value)}`);
  }
  return parts.join("&");
}

/** What a URL says, and a sentence for each part of it that cannot be used. */
export function fromHash(hash: string): { patch: Partial<State>; problems: string[] } {
  const patch: Partial<Record<Key, unknown>> = {};
  const problems: string[] = [];
  for (const part of hash.replace(/^#/, "").split("&")) {
    if (part === "") continue;
    const [name, text] = split(part);
    if (!isKey(name)) {
      problems.push(`The address sets '${name}', which this page does not have.`);
      continue;
    }
    const value = row(name).parse(text);
    if (value === undefined)
      problems.push(`The address says ${name}=${text}, which cannot be; ${name} stays as it was.`);
    else patch[name] = value;
  }
  return { patch: patch as Partial<State>, problems };
}

/** Commas stay readable. */
function escape(value: string): string {
  return encodeURIComponent(value).replaceAll("%2C", ",");
}

function split(part: string): [string, string] {
  const at = part.indexOf("=");
  const [name, value] = at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
  return [decode(name), decode(value)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
