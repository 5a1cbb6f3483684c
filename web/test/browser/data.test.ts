import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crescent, dist, downloaded, shownError, Site, trainLoss } from "./browser";

let site: Site;
const folder = mkdtempSync(join(tmpdir(), "crescent-page-"));
before(async () => (site = await Site.open()));
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => execFileSync(crescent, args, { cwd: folder, encoding: "utf8" });

test("an own table: columns chosen, three classes learned", async () => {
  const page = await site.page("autoplay=no");
  const rows = Array.from(
    { length: 90 },
    (_, i) => `${(i % 3) * 2 + Math.sin(i)},${Math.cos(i * 1.7)},${["red", "green", "blue"][i % 3]}`,
  );
  await page
    .getByLabel("Open a file")
    .setInputFiles({
      name: "mine.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`width,height,colour\n${rows.join("\n")}\n`),
    });
  await page.getByRole("dialog").getByText("90 rows").waitFor();
  await page.getByRole("button", { name: "Use these" }).click();
  await page.mouse.move(0, 0); // over the map of a unit the legend is the unit's
  await page.locator(".class-chip", { hasText: "green" }).waitFor();
  assert.equal(await page.locator(".class-chip").count(), 3);
});

test("a pasted table from a spreadsheet", async () => {
  const page = await site.page("autoplay=no");
  await page.getByRole("button", { name: "Paste" }).click();
  await page
    .getByRole("dialog")
    .locator("textarea")
    .fill(
      `a\tb\tgroup\n${Array.from({ length: 20 }, (_, i) => `${i}\t${i * i}\t${i < 10 ? "low" : "high"}`).join("\n")}`,
    );
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByRole("button", { name: "Use these" }).click();
  await page.locator(".class-chip", { hasText: "low" }).waitFor();
});

for (const [name, content] of [
  ["broken.csv", "a,b,c\n1,2\n3,4,x\n"],
  ["picture.onnx", Buffer.from([137, 80, 78, 71, 0, 1, 2, 255])],
  ["empty.csv", ""],
  ["playground.json", "{}"],
  ["words.csv", "a,b\nx,y\nz,w\n"],
] as const) {
  test(`${name} is refused in words and changes nothing`, async () => {
    const page = await site.page("autoplay=no");
    const loss = await trainLoss(page);
    await page
      .getByLabel("Open a file")
      .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
    const use = page.getByRole("button", { name: "Use these" });
    const error = page.locator(".toast.error p, .problem:not(:empty)");
    await use.or(error).first().waitFor();
    if (await use.count()) {
      await use.click();
      await error.first().waitFor();
      await page.getByRole("button", { name: "Cancel" }).click();
    } else assert.ok((await shownError(page)).length > 10, await shownError(page));
    assert.equal(await trainLoss(page), loss);
    assert.ok(await page.locator('.thumbnail input[value="moons"]').isChecked());
  });
}

test("points are drawn in three classes, erased, and downloaded", async () => {
  const page = await site.page("autoplay=no");
  await page.getByRole("button", { name: "Draw", exact: true }).click();
  await page.getByRole("button", { name: "Start empty" }).click();
  const box = (await page.locator(".plane").boundingBox())!;
  const dot = (u: number, v: number) => page.mouse.click(box.x + box.width * u, box.y + box.height * v);
  for (const u of [0.3, 0.35, 0.4]) await dot(u, 0.3);
  await page.getByRole("button", { name: "Draw class 1" }).click();
  for (const u of [0.6, 0.65, 0.7]) await dot(u, 0.6);
  await page.waitForFunction(() => location.hash.includes("dataset=own"));
  await page.getByRole("button", { name: "One more class" }).click();
  for (const u of [0.3, 0.4]) await dot(u, 0.75);
  await page.locator(".class-chip").nth(2).waitFor();
  const table = (await downloaded(page, () => page.getByRole("button", { name: "Download" }).click())).toString();
  assert.equal(table.trim().split("\n").length, 1 + 8);
});

test("a model that the page trained is opened by the command", async () => {
  const page = await site.page("speed=0&epochs=300");
  await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "300");
  await page.getByRole("button", { name: "Save" }).click();
  writeFileSync(
    join(folder, "page.onnx"),
    await downloaded(page, () => page.getByRole("button", { name: "ONNX model" }).click()),
  );
  writeFileSync(
    join(folder, "points.csv"),
    await downloaded(page, () => page.getByRole("button", { name: /^Points/ }).click()),
  );
  const shown = parseFloat(await page.locator(".score-block .right").first().innerText());
  const report = run("evaluate", "page.onnx", "points.csv");
  const accuracy = parseFloat(/^accuracy\s+([\d.]+)/m.exec(report)![1]!);
  assert.ok(accuracy > 0.9 && Math.abs(accuracy - shown / 100) < 0.08, `${accuracy} ${shown}`);
  const header = await downloaded(page, () => page.getByRole("button", { name: "C header" }).click());
  assert.match(header.toString(), /#ifndef|#pragma once/);
});

test("a model that the command trained opens in the page, and says the same", async () => {
  run("generate", "moons", "--samples", "200", "--noise", "0.2", "--seed", "3", "--out", "moons.csv");
  run("train", "moons.csv", "--target", "class", "--hidden", "7", "--out", "model.onnx");
  const page = await site.page("autoplay=no");
  await page.getByLabel("Open a file").setInputFiles(join(folder, "model.onnx"));
  await page.waitForFunction(() => document.querySelectorAll(".tile").length === 2 + 7 + 2);
  await page.getByLabel("Open a file").setInputFiles(join(folder, "moons.csv"));
  await page.locator(".toast", { hasText: "on the plane" }).waitFor();
  assert.ok(readFileSync(join(folder, "moons.csv")).length > 0);
});

test("a table that is dropped on the page is opened; rows that miss a cell are told of", async () => {
  const page = await site.page("autoplay=no");
  const drag = (type: string) =>
    page.evaluate((name) => {
      const dataTransfer = new DataTransfer();
      const rows = Array.from({ length: 30 }, (_, i) => (i === 7 ? `,1,a` : `${i},${i * i},${i < 15 ? "a" : "b"}`));
      dataTransfer.items.add(new File([`u,v,kind\n${rows.join("\n")}\n`], "dropped.csv"));
      document.body.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
    }, type);
  await drag("dragenter");
  await page.getByText("Drop a table, a model or a saved playground").waitFor();
  await drag("drop");
  await page.getByRole("button", { name: "Use these" }).click();
  await page.locator(".toast", { hasText: "29 rows are on the plane. Left out for want of a cell: 1." }).waitFor();
  assert.ok(await page.locator(".drop-veil").isHidden());
});

test("a model without its points is shown, and play says what is missing; its rows make it train", async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${Math.sin(i)},${Math.cos(3 * i)},${i % 7},${Math.sin(i) + (i % 7) > 3 ? "yes" : "no"}`,
  );
  writeFileSync(join(folder, "three.csv"), `one,two,three,answer\n${rows.join("\n")}\n`);
  run("train", "three.csv", "--target", "answer", "--hidden", "4", "--epochs", "5", "--out", "three.onnx");
  const page = await site.page("autoplay=no&panel=units");
  await page.getByLabel("Open a file").setInputFiles(join(folder, "three.onnx"));
  await page.waitForFunction(() => document.querySelectorAll(".tile").length === 3 + 4 + 2);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  assert.match(await shownError(page), /no points to train on/);
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  for (const panel of ["Step through", "Hidden space", "Loss surface", "Confusion", "Runs"])
    await page.getByRole("tab", { name: panel }).click();
  await page.getByLabel("Open a file").setInputFiles(join(folder, "three.csv"));
  await page.locator(".toast", { hasText: "on the plane" }).waitFor();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.waitForFunction(() => Number(document.querySelector("#epoch")!.textContent) > 3);
});

test("'crescent playground FILE' shows the page with the file in it", async () => {
  writeFileSync(
    join(folder, "my points.csv"),
    [
      "left,right,kind",
      ...Array.from({ length: 40 }, (_, i) => `${i % 9},${i % 5},${i % 2 ? "odd" : "even"}`),
      "",
    ].join("\n"),
  );
  const server = spawn(crescent, ["playground", "--no-open", "--port", "0", "--page", dist, "my points.csv"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const address = await new Promise<string>((resolve) =>
      server.stdout.once("data", (line: Buffer) => resolve(line.toString().trim())),
    );
    const page = await site.visit(address);
    await page.getByRole("dialog", { name: "Columns of my points.csv" }).getByText("40 rows").waitFor();
    assert.equal(new URL(page.url()).search, "");
    await page.getByRole("button", { name: "Use these" }).click();
    await page.locator(".toast", { hasText: "40 rows are on the plane." }).waitFor();
    await page.close();
  } finally {
    server.kill();
  }
});

test("points are drawn by touch", async () => {
  const page = await site.page("autoplay=no", {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await page.getByRole("button", { name: "Draw", exact: true }).tap();
  await page.locator(".plane").scrollIntoViewIfNeeded();
  const box = (await page.locator(".plane").boundingBox())!;
  await page.touchscreen.tap(box.x + box.width * 0.7, box.y + box.height * 0.8);
  await page.waitForFunction(() => location.hash.includes("dataset=own"));
});

test("nothing was complained about, and nothing asked for elsewhere", () => assert.deepEqual(site.complaints, []));
