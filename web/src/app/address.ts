/** Keeps the page's address and the state in step. */
import type { Store } from "../state/store";
import { from_hash, to_hash } from "../state/url";
import { toast } from "../dom/toast";
import type { Lab } from "./lab";

const pause = 250; // ms: browsers refuse too many changes of the address

/** Takes over what the address says; returns what it cannot. */
export function read_address(store: Store): string[] {
  const { patch, problems } = from_hash(location.hash);
  store.set(patch);
  return problems;
}

export function install_address(lab: Lab): void {
  let timer = 0;
  let written = location.hash;
  const write = () => {
    const hash = to_hash(lab.state);
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
    for (const problem of read_address(lab.store)) toast(problem, "error");
  });
}
