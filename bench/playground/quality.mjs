// What the page costs, as `crescent playground` serves it, in headless Chromium:
//   node bench/playground/quality.mjs [--crescent build/release/crescent] [--page web/dist] [--rounds 3] [--seconds 10] [--json out.json]
// First paint and readiness on loopback, bytes that travel, and, for each workload while it trains as fast as it can:
// frames and epochs a second, and what the main thread does, by the clock and in processor time of its own.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { get } from "node:http";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, median, option } from "./support.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const command = option("--crescent", join(here, "../../build/release/crescent"));
const page_folder = option("--page", undefined);
const rounds = Number(option("--rounds", "3"));
const seconds = Number(option("--seconds", "10"));
const workloads = {
  "first view, as it opens": "",
  "4 layers of 8, 500 points, batch 10": "dataset=spiral&samples=500&test_fraction=0&hidden=8,8,8,8&batch_size=10&speed=0",
  "4 layers of 8, 500 points, whole batch": "dataset=spiral&samples=500&test_fraction=0&hidden=8,8,8,8&batch_size=0&speed=0",
  "8 layers of 64, 10 000 points": "dataset=spiral&samples=10000&hidden=64,64,64,64,64,64,64,64&batch_size=100&speed=0",
};

function serve() {
  const server = spawn(command, ["playground", "--no-open", "--port", "0", ...(page_folder ? ["--page", page_folder] : [])], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", (status) => reject(new Error(`crescent playground ended with status ${status}`)));
    server.stdout.once("data", (line) => resolve({ address: String(line).trim(), stop: () => server.removeAllListeners("exit").kill() }));
  });
}

/** Bytes of an answer's body as they travel to a browser. */
function weigh(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "Accept-Encoding": "gzip, deflate, br" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk) => (bytes += chunk.length));
      answer.on("end", () => resolve({ url, bytes, encoding: answer.headers["content-encoding"] ?? "" }));
    }).on("error", reject);
  });
}

/** In the page, before its own scripts: long tasks and frames from now on. */
function watch() {
  const seen = { tasks: [], frames: [] };
  window.seen = seen;
  new PerformanceObserver((list) => list.getEntries().forEach((e) => seen.tasks.push(e.duration))).observe({ type: "longtask", buffered: true });
  const frame = (now) => {
    seen.frames.push(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** The main thread's own processor time while `run` runs: of each task, in ms. Other programs' load does not count. */
async function main_thread(browser, run) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const ended = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", { traceConfig: { includedCategories: ["disabled-by-default-devtools.timeline"] }, transferMode: "ReportEvents" });
  await run();
  await session.send("Tracing.end");
  await ended;
  await session.detach();
  const mains = events.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain");
  const tasks = mains.map(({ pid, tid }) => events.filter((e) => e.pid === pid && e.tid === tid && e.name === "RunTask" && e.tdur).map((e) => e.tdur / 1000));
  return tasks.sort((a, b) => b.length - a.length)[0] ?? [];
}

async function visit(browser, address, hash) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
  const page = await context.newPage();
  const asked = new Set();
  context.on("request", (request) => asked.add(request.url()));
  await page.addInitScript(watch);
  await page.goto(`${address}#${hash}`);
  await page.waitForSelector("html[data-ready=yes]");
  const start = await page.evaluate(() => ({
    paint: performance.getEntriesByType("paint").find((e) => e.name === "first-contentful-paint")?.startTime,
    ready: performance.now(),
    task: Math.max(0, ...window.seen.tasks),
  }));
  await page.waitForTimeout(1500); // the first epochs, the first layout
  await page.evaluate(() => { window.seen.tasks.length = window.seen.frames.length = 0; });
  const epoch = () => page.evaluate(() => [performance.now(), Number(document.querySelector("#epoch").textContent.replace(/\s/g, ""))]);
  const [from, first] = await epoch();
  await page.waitForTimeout(1000 * seconds);
  const [until, last] = await epoch();
  const running = await page.evaluate(() => {
    const { frames, tasks } = window.seen;
    const gaps = frames.slice(1).map((t, i) => t - frames[i]).sort((a, b) => a - b);
    return { frames: (1000 * gaps.length) / (frames.at(-1) - frames[0]), slowest_frame: gaps[Math.floor(gaps.length * 0.99)], task: Math.max(0, ...tasks), long_tasks: tasks.length };
  });
  // Afterwards, for writing the trace makes frames late.
  const before = await page.evaluate(() => window.seen.frames.length);
  const tasks = await main_thread(browser, () => page.waitForTimeout(3000));
  const frames = (await page.evaluate(() => window.seen.frames.length)) - before;
  const busy = { busy: tasks.reduce((sum, ms) => sum + ms, 0) / frames, busiest: Math.max(0, ...tasks) };
  await context.close();
  return { start, asked: [...asked], running: { ...running, ...busy, epochs: (1000 * (last - first)) / (until - from) } };
}

const server = await serve();
const browser = await launch();
try {
  const results = {};
  let asked = [];
  const starts = [];
  for (const [name, hash] of Object.entries(workloads)) {
    const visits = [];
    for (let round = 0; round < rounds; ++round) visits.push(await visit(browser, server.address, hash));
    if (hash === "") {
      asked = visits[0].asked;
      starts.push(...visits.map((v) => v.start));
    }
    const runs = visits.map((v) => v.running);
    results[name] = Object.fromEntries(Object.keys(runs[0]).map((key) => [key, runs.map((r) => r[key])]));
  }
  const weights = await Promise.all(asked.map((url) => weigh(url)));
  const total = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  const summary = { cpu: cpus()[0]?.model, chromium: browser.version(), rounds, seconds, starts, transfer: { total, files: weights }, results };
  const spread = (list) => `${median(list).toFixed(0)} (${Math.min(...list).toFixed(0)} to ${Math.max(...list).toFixed(0)})`;
  console.log(`${summary.cpu}; Chromium ${summary.chromium}; medians of ${rounds} rounds of ${seconds} s, least and most in brackets\n`);
  console.log(`first contentful paint ${spread(starts.map((s) => s.paint))} ms, training from ${spread(starts.map((s) => s.ready))} ms, longest task until then ${spread(starts.map((s) => s.task))} ms`);
  console.log(`transfer ${(total / 1000).toFixed(0)} kB: ${weights.map(({ url, bytes, encoding }) => `${new URL(url).pathname} ${(bytes / 1000).toFixed(1)}${encoding && ` ${encoding}`}`).join(", ")}\n`);
  console.log("| workload | frames/s | slowest frame of a hundred, ms | main thread's processor time a frame, ms | longest task, ms | its processor time, ms | epochs/s |\n|---|---|---|---|---|---|---|");
  for (const [name, r] of Object.entries(results)) console.log(`| ${name} | ${spread(r.frames)} | ${spread(r.slowest_frame)} | ${spread(r.busy)} | ${spread(r.task)} | ${spread(r.busiest)} | ${spread(r.epochs)} |`);
  if (option("--json")) await writeFile(option("--json"), `${JSON.stringify(summary, null, 1)}\n`);
} finally {
  await browser.close();
  server.stop();
}
