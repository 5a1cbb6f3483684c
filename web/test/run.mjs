// Compiles the tests of a kind (unit, engine, browser) and runs them: node test/run.mjs unit [names...]
// The compiled engine lies in ../build/wasm/playground, or where CRESCENT_ENGINE_FOLDER says.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [kind = "unit", ...names] = process.argv.slice(2);
const all = (await readdir(join(here, kind))).filter((name) => name.endsWith(".test.ts"));
const chosen = all.filter((name) => names.length === 0 || names.some((part) => name.startsWith(part)));
const engine = process.env.CRESCENT_ENGINE_FOLDER ?? join(here, "../../build/wasm/playground");
const out = await mkdtemp(join(here, "../node_modules/.tests-")); // beside what the tests import
try {
  await build({
    entryPoints: chosen.map((name) => join(here, kind, name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node18",
    external: ["playwright-core"],
    alias: { "crescent-engine": join(engine, "crescent.mjs") },
    define: { "process.env.CRESCENT_WEB": JSON.stringify(join(here, "..")) },
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(${JSON.stringify(join(here, "run.mjs"))});`,
    },
  });
  const oneByOne = Number(process.versions.node.split(".")[0]) >= 20 ? ["--test-concurrency=1"] : []; // one browser at a time
  const files = chosen.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
  const run = spawnSync(process.execPath, ["--test", ...oneByOne, ...files], {
    stdio: "inherit",
    env: { ...process.env, CRESCENT_ENGINE_FOLDER: engine },
  });
  process.exitCode = run.status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
