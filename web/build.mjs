// Builds the page into web/dist: node build.mjs [--engine folder]
// The engine (crescent.mjs, crescent.wasm) comes from the WebAssembly build.
import { build } from "esbuild";
import { cp, mkdir, readFile, rm, stat, writeFile, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const engine = resolve(option("--engine") ?? join(here, "../build/wasm/playground"));

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

await stat(join(engine, "crescent.mjs")).catch(() => {
  console.error(`build.mjs: there is no engine in ${engine}; 'make playground' compiles it first`);
  process.exit(1);
});

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const shared = {
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: false,
  legalComments: "none",
  absWorkingDir: here,
  outdir: "dist",
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  alias: { "crescent-engine": join(engine, "crescent.mjs") },
  external: ["module", "fs", "path", "url", "worker_threads"],
};
await build({ ...shared, entryPoints: { main: "src/main.ts", page: "src/styles/page.css" } });
await build({ ...shared, entryPoints: { worker: "src/engine/worker.ts" } });
await cp(join(engine, "crescent.wasm"), join(dist, "crescent.wasm"));
await cp(join(here, "public"), dist, { recursive: true });

// The list that the service worker keeps for use without a network.
const files = (await readdir(dist)).filter((name) => name !== "sw.js").sort();
const worker = join(dist, "sw.js");
const list = files.map((name) => JSON.stringify(`./${name}`)).join(", ");
await writeFile(worker, (await readFile(worker, "utf8")).replace('"FILES"', list));
