import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { epoch, pause, Site, trainAccuracy, trainLoss } from "./browser";

let site: Site;
before(async () => (site = await Site.open()));
after(() => site.close());

test("the first view trains at once, and moons are learned to over 95 %", async () => {
  const page = await site.page("speed=0");
  await page.waitForFunction(() => parseFloat(document.querySelector(".score-block .right")!.textContent) > 95);
  assert.ok((await epoch(page)) > 1);
  assert.ok((await trainLoss(page)) < 0.2);
});

test("play, pause, step, reset, new weights", async () => {
  const page = await site.page("autoplay=no&precision=float64");
  assert.equal(await epoch(page), 0);
  const first = await trainLoss(page);
  await page.getByRole("button", { name: "Train one epoch" }).click();
  await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "1");
  const second = await trainLoss(page);
  assert.notEqual(second, first);
  await page.getByRole("button", { name: "Reset to the same first weights" }).click();
  await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "0");
  assert.equal(await trainLoss(page), first);
  await page.getByRole("button", { name: "Reset to new first weights" }).click();
  await page.waitForFunction(
    (before) => document.querySelector("#train-loss")!.textContent !== before,
    first.toFixed(3),
  );
  await page.waitForURL(/seed=2/);
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("Space");
  await page.waitForFunction(() => Number(document.querySelector("#epoch")!.textContent) > 3);
  await pause(page);
  const at = await epoch(page);
  await page.waitForTimeout(200);
  assert.equal(await epoch(page), at);
});

test("rates and penalties change while training, without a reset", async () => {
  const page = await site.page("speed=60");
  await page.waitForFunction(() => Number(document.querySelector("#epoch")!.textContent) >= 5);
  const before = await epoch(page);
  await page.getByLabel("Learning rate", { exact: true }).fill("0.003");
  await page.keyboard.press("Enter");
  await page.getByLabel("Regularisation", { exact: true }).selectOption("l2");
  await page.waitForFunction((at) => Number(document.querySelector("#epoch")!.textContent) > at + 3, before);
  await page.waitForFunction(
    () => location.hash.includes("learning_rate=0.003") && location.hash.includes("l2=0.001"),
  );
  await page.getByLabel("Learning rate", { exact: true }).fill("fast");
  await page.keyboard.press("Enter");
  assert.match(page.url(), /learning_rate=0.003/);
});

test("layers and units come and go, features too", async () => {
  const page = await site.page("autoplay=no");
  const tiles = () => page.locator(".tile").count();
  const start = await tiles(); // 7 inputs, 6 + 4 hidden, 2 outputs
  assert.equal(start, 7 + 6 + 4 + 2);
  await page.getByRole("button", { name: "Add a hidden layer" }).click();
  await page.waitForFunction((n) => document.querySelectorAll(".tile").length === n, start + 4);
  await page.getByRole("button", { name: "One unit more in hidden layer 1" }).click();
  await page.waitForFunction((n) => document.querySelectorAll(".tile").length === n, start + 5);
  for (let i = 0; i < 3; ++i) await page.getByRole("button", { name: "Remove the last hidden layer" }).click();
  await page.waitForFunction((n) => document.querySelectorAll(".tile").length === n, 9);
  await page.getByRole("button", { name: "Input x₁²" }).click();
  await page.waitForFunction(() => location.hash.includes("features=x1,x2,x1%5E2"));
  assert.equal(await page.getByRole("button", { name: "Input x₁²" }).getAttribute("aria-pressed"), "true");
});

test("a unit's map is seen large by hovering it", async () => {
  const page = await site.page("autoplay=no");
  const picture = () => page.locator(".plane").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const answer = await picture();
  await page.getByRole("button", { name: "Unit 1 of hidden layer 1" }).hover();
  await page.locator(".legend", { hasText: "what it computes" }).waitFor();
  assert.notEqual(await picture(), answer);
  await page.mouse.move(0, 0);
  await page.locator(".class-chip").first().waitFor();
});

test("a bias is seen by hovering its dot, and changed by pressing it", async () => {
  const page = await site.page("autoplay=no");
  const dot = page.locator(".bias-dot").last(); // of the last output
  await dot.hover();
  await page.locator(".tooltip", { hasText: "Bias b3[2] is 0. Click to change it." }).waitFor();
  await dot.click();
  const card = page.getByRole("dialog", { name: "b3[2]" });
  const before = await page.locator("#train-loss").innerText();
  await card.getByRole("textbox").fill("1.5");
  await page.keyboard.press("Enter");
  await page.waitForFunction((loss) => document.querySelector("#train-loss")!.textContent !== loss, before);
  await page.keyboard.press("Escape");
  await page.mouse.move(0, 0);
  await dot.hover();
  await page.locator(".tooltip", { hasText: "is 1.5. Click" }).waitFor();
});

test("every data set can be learned from, and every solver learns", async () => {
  const page = await site.page("autoplay=no");
  const sets = await page
    .locator(".thumbnail input")
    .evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));
  assert.ok(sets.length >= 8, sets.join());
  for (const name of sets) {
    await page.locator(`.thumbnail input[value="${name}"]`).check();
    await page.waitForFunction(
      (n) => (n === "moons" ? !location.hash.includes("dataset=") : location.hash.includes(`dataset=${n}`)),
      name,
    );
    await page.getByRole("button", { name: "Train one epoch" }).click();
    await page.waitForFunction(() => document.querySelector("#epoch")!.textContent !== "0");
  }
  await page.locator('.thumbnail input[value="moons"]').check();
  const solvers = await page
    .getByLabel("Solver", { exact: true })
    .locator("option")
    .evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value));
  for (const solver of solvers) {
    await page.getByLabel("Solver", { exact: true }).selectOption(solver);
    await page.getByRole("button", { name: "Reset to the same first weights" }).click();
    await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "0");
    const before = await trainLoss(page);
    await page.getByRole("button", { name: "Train one epoch" }).click();
    await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "1");
    assert.ok((await trainLoss(page)) < before, solver);
  }
});

test("a weight is seen, changed and frozen", async () => {
  const page = await site.page("autoplay=no");
  await page.getByRole("button", { name: "Unit 1 of hidden layer 1" }).click();
  const value = page.getByLabel("W1[1, 1], value");
  await value.fill("2.5");
  await page.keyboard.press("Enter");
  await page.getByLabel("W1[1, 1], frozen").check({ force: true });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Train one epoch" }).click();
  await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "1");
  await page.getByRole("button", { name: "Unit 1 of hidden layer 1" }).click();
  assert.equal(await page.getByLabel("W1[1, 1], value").inputValue(), "2.5");
});

test("three classes with shapes, and which is taken for which", async () => {
  const page = await site.page("dataset=blobs&classes=3&noise=1&panel=confusion&speed=0");
  await page.locator(".class-chip").nth(2).waitFor();
  await page.waitForFunction(() => Number(document.querySelector("#epoch")!.textContent.replace(/\s/g, "")) > 20);
  await pause(page);
  const cells = await page
    .locator(".confusion")
    .first()
    .locator("tbody td")
    .evaluateAll((all) => all.map((c) => Number(c.textContent)));
  assert.equal(cells.length, 9);
  const sum = cells.reduce((a, b) => a + b, 0);
  const right = cells[0]! + cells[4]! + cells[8]!;
  assert.equal(sum, 210); // 70 % of 300
  assert.ok(Math.abs(right / sum - (await trainAccuracy(page))) < 0.001);
});

test("nothing was complained about, and nothing asked for elsewhere", () => assert.deepEqual(site.complaints, []));
