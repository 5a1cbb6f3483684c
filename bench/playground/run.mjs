// The playground beside TensorFlow Playground, in one headless Chromium in one run:
//   node bench/playground/run.mjs --nn nn.ts [--rounds 15] [--visits 3] [--seconds 5] [--json out.json]
// nn.ts is src/nn.ts of the public repository tensorflow/playground (Apache-2.0), which is not part of this one:
// give a copy of it. The same network, data, first weights and learning rate.
//   The engines: results are compared first, in float64 on whole batches, where both do the same sums. Then both are
//     timed: whole batches and batches of 10, the engine in float64 and in float32 (the page's default).
//   The pages: TensorFlow Playground trains one epoch a frame, and in it computes both losses and every node on a grid
//     of 100 by 100. Its arithmetic is done here frame by frame, its drawing left out, so its page can only be slower.
//     Crescent's page is the built one, drawing all it draws, by its own epoch counter at the speed "fast".
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, median, option, require, web } from "./support.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { build } = require("esbuild");
const nn = option("--nn");
if (!nn) {
  console.error("run.mjs: give TensorFlow Playground's src/nn.ts with --nn FILE");
  process.exit(2);
}
const engine = resolve(option("--engine", join(here, "../../build/wasm/playground")));
const site = resolve(option("--page", join(web, "dist")));
const rounds = Number(option("--rounds", "15")); // of the engines
const visits = Number(option("--visits", "3")); // of the pages
const seconds = Number(option("--seconds", "5"));
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

/** Both pages' epochs a second on a workload, once. */
async function pages(browser, bench, workload, address) {
  const theirs = await bench.evaluate(([w, s]) => window.as_frames(w, s), [workload, seconds]);
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.goto(`${address}site/index.html#${workload.address}`);
  await page.waitForSelector("html[data-ready=yes]");
  await page.waitForTimeout(1000);
  const look = () => page.evaluate(() => [performance.now(), Number(document.querySelector("#epoch").textContent.replace(/\s/g, ""))]);
  const [from, first] = await look();
  await page.waitForTimeout(1000 * seconds);
  const [until, last] = await look();
  await page.close();
  return { theirs, ours: (1000 * (last - first)) / (until - from) };
}

const folder = await mkdtemp(join(tmpdir(), "crescent-bench-"));
const number = (value) => Math.round(value).toLocaleString("en");
const shape = ({ hidden }) => [2, ...hidden, 1].join("-");
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
  await writeFile(join(folder, "index.html"), "<!doctype html><title>bench</title><link rel=icon href=data:,><script type=module src=page.js></script>");
  const place = (url) => {
    if (url === "/") return join(folder, "index.html");
    if (url.startsWith("/site/")) return join(site, url.slice(6));
    return url === "/crescent.wasm" ? join(engine, "crescent.wasm") : join(folder, url.slice(1));
  };
  const server = createServer(async (request, answer) => {
    const file = place(new URL(request.url, "http://localhost").pathname);
    if (!existsSync(file)) return answer.writeHead(404).end();
    answer.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" }).end(await readFile(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${server.address().port}/`;
  const browser = await launch();
  const bench = await browser.newPage();
  bench.on("console", (message) => console.error(message.text()));
  await bench.goto(address);
  await bench.waitForFunction("window.measure !== undefined");
  const results = await bench.evaluate((n) => window.measure(n), rounds);
  const workloads = await bench.evaluate("window.workloads");
  const both = [];
  for (const workload of existsSync(site) ? workloads : []) {
    const runs = [];
    for (let round = 0; round < visits; ++round) runs.push(await pages(browser, bench, workload, address));
    both.push({ ...workload, theirs: runs.map((r) => r.theirs), ours: runs.map((r) => r.ours) });
  }
  const version = browser.version();
  await browser.close();
  server.close();

  console.log(`${cpus()[0]?.model}; Chromium ${version}; epochs a second: the best of ${rounds} interleaved rounds (their median), and times by the best\n`);
  console.log("| network, 250 rows | batch | nn.ts | Crescent float64 | Crescent float32 | times (float64, float32) | largest difference of outputs |\n|---|---|---|---|---|---|---|");
  const best = (list) => Math.max(...list); // other programs only slow one down
  const spread = (list) => `${number(median(list))} (${number(Math.min(...list))} to ${number(best(list))})`;
  const told = (list) => `${number(best(list))} (${number(median(list))})`;
  for (const row of results) {
    const times = [row.float64, row.float32].map((list) => (best(list) / best(row.nn)).toFixed(1));
    console.log(`| ${shape(row)} | ${row.batch || "all"} | ${told(row.nn)} | ${told(row.float64)} | ${told(row.float32)} | ${times.join(", ")} | ${row.difference.toExponential(1)} |`);
  }
  if (both.length > 0) console.log(`\nEpochs a second, medians of ${visits} visits of ${seconds} s (least to most)\n\n| network, 250 rows | batch | TensorFlow Playground's page, without its drawing | Crescent's page | times |\n|---|---|---|---|---|`);
  for (const row of both) console.log(`| ${shape(row)} | ${row.batch || "all"} | ${spread(row.theirs)} | ${spread(row.ours)} | ${number(median(row.ours) / median(row.theirs))} |`);
  if (option("--json")) await writeFile(option("--json"), `${JSON.stringify({ cpu: cpus()[0]?.model, chromium: version, engines: results, pages: both }, null, 1)}\n`);
  if (results.some((row) => !(row.difference < 1e-9))) {
    console.error("run.mjs: the results differ: the times mean nothing");
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
