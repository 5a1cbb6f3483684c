/** What the sources keep to beside ESLint's rules: no circles, also of types alone; lengths; names of files. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

const web = process.env.CRESCENT_WEB!;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

const texts = new Map(
  ["src", "test"]
    .flatMap((folder) => filesOf(join(web, folder)))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [relative(web, path), readFileSync(path, "utf8")] as const),
);

function importsOf(path: string, text: string): string[] {
  const near = [...text.matchAll(/^(?:import|export|\}) [^;]*?from "(\.[^"]*)";$/gm)];
  return near.map(([, to]) => `${join(dirname(path), to!)}.ts`);
}

/** The first circle on the ways from `path`, as a list of files; empty: there is none. */
function circleFrom(path: string, graph: ReadonlyMap<string, string[]>, way: string[], done: Set<string>): string[] {
  if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
  if (done.has(path)) return [];
  for (const next of graph.get(path) ?? []) {
    const circle = circleFrom(next, graph, [...way, path], done);
    if (circle.length > 0) return circle;
  }
  done.add(path);
  return [];
}

test("imports form no circle", () => {
  const graph = new Map([...texts].map(([path, text]) => [path, importsOf(path, text)]));
  for (const targets of graph.values()) for (const target of targets) assert.ok(graph.has(target), target);
  assert.ok(graph.get(join("src", "main.ts"))!.includes(join("src", "widgets", "page.ts")));
  const done = new Set<string>();
  for (const path of graph.keys()) assert.deepEqual(circleFrom(path, graph, [], done), []);
});

test("a circle is seen", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c", "d"]],
    ["c", []],
    ["d", ["b"]],
  ]);
  assert.deepEqual(circleFrom("a", graph, [], new Set()), ["b", "d", "b"]);
});

test("lines are under 120 columns, files at most 400 lines, names of files in snake_case", () => {
  for (const [path, text] of texts) {
    const lines = text.split("\n");
    assert.ok(lines.length <= 401, `${path} has ${lines.length} lines`);
    lines.forEach((line, i) =>
      assert.ok(Array.from(line).length < 120, `${path}:${i + 1} is ${line.length} columns wide`),
    );
    assert.match(path, /^[a-z0-9_/]+(\.test|\.d)?\.ts$/);
  }
});
