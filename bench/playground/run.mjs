// The playground's engine beside TensorFlow Playground's own nn.ts, in one headless Chromium in one run:
//   node bench/playground/run.mjs --nn nn.ts [--rounds 5] [--json out.json]
// nn.ts is src/nn.ts of the public repository tensorflow/playground (Apache-2.0), which is not part of this one:
// give a copy of it. The same network, data, first weights and learning rate; results are compared first, in
// float64 on whole batches, where both do the same sums. Then both are timed: whole batches and batches of 10,
// the engine in float64 and in float32 (the page's default).
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, "../../web");
const require = createRequire(join(web, "package.json"));
const { build } = require("esbuild");
const { chromium } = require("playwright-core");

function option(name, otherwise) {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
}

const nn = option("--nn");
if (!nn) {
  console.error("run.mjs: give TensorFlow Playground's src/nn.ts with --nn FILE");
  process.exit(2);
}
const engine = resolve(option("--engine", join(here, "../../build/wasm/playground")));
const folder = await mkdtemp(join(tmpdir(), "crescent-bench-"));
try {
  await build({
    entryPoints: [join(here, "page.ts")],
    outfile: join(folder, "page.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    external: ["module", "fs", "path", "url"],
    alias: { "crescent-engine": join(engine, "crescent.mjs"), "tensorflow-playground": resolve(nn) },
  });
  const files = {
    "/": ["text/html", "<!doctype html><title>bench</title><script type=module src=page.js></script>"],
    "/page.js": ["text/javascript", await readFile(join(folder, "page.js"))],
    "/crescent.wasm": ["application/wasm", await readFile(join(engine, "crescent.wasm"))],
  };
  const server = createServer((request, answer) => {
    const [type, body] = files[request.url] ?? ["text/plain", ""];
    answer.writeHead(request.url in files ? 200 : 404, { "Content-Type": type }).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  const page = await browser.newPage();
  page.on("console", (message) => console.error(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction("window.measure !== undefined");
  const results = await page.evaluate((rounds) => window.measure(rounds), Number(option("--rounds", "5")));
  const version = browser.version();
  await browser.close();
  server.close();

  console.log(`${cpus()[0]?.model}; Chromium ${version}; medians of ${option("--rounds", "5")} rounds, epochs a second\n`);
  console.log("| network, rows | batch | nn.ts | Crescent float64 | Crescent float32 | times (float64, float32) | largest difference of outputs |");
  console.log("|---|---|---|---|---|---|---|");
  for (const row of results) {
    const number = (value) => Math.round(value).toLocaleString("en");
    console.log(`| ${row.shape}, ${row.rows} | ${row.batch || "all"} | ${number(row.nn)} | ${number(row.float64)} | ${number(row.float32)} | ` +
      `${(row.float64 / row.nn).toFixed(1)}, ${(row.float32 / row.nn).toFixed(1)} | ${row.difference.toExponential(1)} |`);
  }
  if (option("--json")) await writeFile(option("--json"), `${JSON.stringify({ cpu: cpus()[0]?.model, chromium: version, results }, null, 1)}\n`);
  if (results.some((row) => !(row.difference < 1e-9))) {
    console.error("run.mjs: the results differ: the times mean nothing");
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
