import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { downloaded, epoch, pause, shownError, Site, trainLoss } from "./browser";

let site: Site;
before(async () => (site = await Site.open()));
after(() => site.close());

test("the address holds the state, there and back", async () => {
  const page = await site.page(
    "autoplay=no&dataset=circles&hidden=3,2&activation=relu,sigmoid&learning_rate=0.03&show_test=yes&seed=5",
  );
  assert.equal(await page.getByLabel("Learning rate", { exact: true }).inputValue(), "0.03");
  assert.ok(await page.locator('.thumbnail input[value="circles"]').isChecked());
  assert.ok(await page.getByLabel("Show test data").isChecked());
  const loss = await trainLoss(page);
  await page.getByLabel("Only the decision").check({ force: true });
  await page.waitForFunction(() => location.hash.includes("discretise=yes"));
  const again = await site.page(new URL(page.url()).hash.slice(1));
  assert.equal(await trainLoss(again), loss);
  assert.ok(await again.getByLabel("Only the decision").isChecked());
});

test("each control changes what it says, and the address with it", async () => {
  const page = await site.page("autoplay=no&dataset=blobs");
  const said = (key: string) => page.waitForFunction((name) => location.hash.includes(`${name}=`), key);
  const control = (key: string) => page.locator(`[data-control="${key}"]`);
  await page.getByRole("button", { name: "More", exact: true }).click();
  for (const key of [
    "momentum",
    "dropout",
    "label_smoothing",
    "decay",
    "factor",
    "every",
    "seed",
    "epochs",
    "stop_below",
  ]) {
    await control(key).locator("input").press("ArrowUp");
    await said(key);
  }
  for (const [key, value] of [
    ["initialisation", "he"],
    ["precision", "float64"],
    ["reduction", "sum"],
    ["loss", "huber"],
    ["schedule", "invscaling"],
  ] as const) {
    await control(key).locator("select").selectOption(value);
    await said(key);
  }
  await page.keyboard.press("Escape");
  for (const key of ["learning_rate", "batch_size", "classes"]) {
    await control(key).locator("input").press("ArrowUp");
    await said(key);
  }
  for (const key of ["samples", "noise", "test_fraction"]) {
    await control(key).locator("input").press("ArrowRight");
    await said(key);
  }
  for (const [key, value] of [
    ["solver", "rprop"],
    ["activation", "relu"],
  ] as const) {
    await control(key).locator("select").selectOption(value);
    await said(key);
  }
  await control("regularisation").locator("select").selectOption("l1");
  await said("l1");
  await control("regularisation_rate").getByRole("button", { name: "More: regularisation rate" }).click();
  await page.waitForFunction(() => location.hash.includes("l1=0.003"));
  for (const key of ["show_test", "discretise", "ghost"]) {
    await control(key).click();
    await said(key);
  }
  await control("speed").getByRole("radio", { name: "fast" }).check();
  await said("speed");
  await control("axis").getByRole("radio", { name: "log" }).check();
  await said("axis");
  await control("regenerate").click();
  await said("data_seed");
  const again = await site.page(new URL(page.url()).hash.slice(1));
  assert.equal(new URL(again.url()).hash, new URL(page.url()).hash);
  assert.equal(await trainLoss(again), await trainLoss(page));
});

test("controls are left out by the address", async () => {
  const page = await site.page("autoplay=no&hide=noise,learning_rate");
  assert.equal(await page.getByLabel("Learning rate", { exact: true }).isVisible(), false);
  assert.equal(await page.getByLabel("Noise").isVisible(), false);
  assert.equal(await page.getByLabel("Solver", { exact: true }).isVisible(), true);
});

test("every control can be left out by its name", async () => {
  const whole = await site.page("autoplay=no&dataset=blobs");
  const names = await whole.evaluate(() => [
    ...new Set(
      [...document.querySelectorAll<HTMLElement>("[data-control]")].map((element) => element.dataset["control"]!),
    ),
  ]);
  assert.ok(names.length > 40, `${names.length}`);
  const bare = await site.page(`autoplay=no&dataset=blobs&hide=${names.join(",")}`);
  const left = await bare.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-control]")]
      .filter((element) => element.offsetParent !== null)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(left, []);
});

test("an address typed over another is taken over, with its points; what it leaves out is as at first", async () => {
  const page = await site.page("autoplay=no&hidden=3&solver=gd");
  await page.getByRole("button", { name: "Draw", exact: true }).click();
  const box = (await page.locator(".plane").boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForFunction(() => location.hash.includes("dataset=own"));
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Copy the link" }).click();
  await page.getByLabel("The link").waitFor();
  const address = await page.getByLabel("The link").inputValue();
  const other = await site.page("autoplay=no&learning_rate=3");
  await other.evaluate((hash) => (location.hash = hash), new URL(address).hash);
  await other.waitForFunction(
    () => document.querySelectorAll(".tile").length === 7 + 3 + 2 && location.hash.includes("dataset=own"),
  );
  assert.equal(await other.getByLabel("Learning rate", { exact: true }).inputValue(), "0.01");
  const count = (await downloaded(other, () => other.getByRole("button", { name: "Download" }).click()))
    .toString()
    .trim()
    .split("\n").length;
  assert.equal(count, 1 + 301);
});

test("a wrong address is named and changes nothing else", async () => {
  const page = await site.page("autoplay=no&learning_rate=fast&seed=3");
  assert.match(await shownError(page), /learning_rate=fast/);
  assert.equal(await page.getByLabel("Learning rate", { exact: true }).inputValue(), "0.01");
  await page.close();
});

test("a link with weights opens the same network", async () => {
  const page = await site.page("speed=0");
  await page.waitForFunction(() => Number(document.querySelector("#epoch")!.textContent.replace(/\s/g, "")) > 30);
  await pause(page);
  const loss = await trainLoss(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByLabel("with the weights as they are now").check({ force: true });
  await page.getByRole("button", { name: "Copy the link" }).click();
  const link = page.getByLabel("The link");
  await link.waitFor();
  const address = await link.inputValue();
  const again = await site.page(`${new URL(address).hash.slice(1)}&autoplay=no`);
  assert.equal(await trainLoss(again), loss);
});

test("everything in one file, opened again", async () => {
  const page = await site.page("autoplay=no&hidden=5&activation=relu");
  await page.getByRole("button", { name: "Train one epoch" }).click();
  await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "1");
  const loss = await trainLoss(page);
  await page.getByRole("button", { name: "Save" }).click();
  const file = await downloaded(page, () => page.getByRole("button", { name: "Everything" }).click());
  const other = await site.page("autoplay=no&dataset=xor");
  await other
    .getByLabel("Open a file")
    .setInputFiles({ name: "playground.json", mimeType: "application/json", buffer: file });
  await other.waitForFunction((l) => document.querySelector("#train-loss")!.textContent === l, loss.toFixed(3));
  assert.equal(await other.locator(".tile").count(), 7 + 5 + 2);
});

test("a saved playground that does not fit leaves everything as it was", async () => {
  const page = await site.page("autoplay=no&hidden=5");
  for (let i = 0; i < 2; ++i) await page.getByRole("button", { name: "Train one epoch" }).click();
  await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "2");
  const loss = await trainLoss(page);
  await page.getByRole("button", { name: "Save" }).click();
  const file = JSON.parse(
    (await downloaded(page, () => page.getByRole("button", { name: "Everything" }).click())).toString(),
  ) as { parameters: number[]; state: Record<string, string> };
  file.state["dataset"] = "xor";
  file.parameters.pop();
  await page
    .getByLabel("Open a file")
    .setInputFiles({ name: "short.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file)) });
  assert.match(await shownError(page), /short\.json/);
  await page.waitForFunction((l) => document.querySelector("#train-loss")!.textContent === l, loss.toFixed(3));
  assert.ok(await page.locator('.thumbnail input[value="moons"]').isChecked());
});

test("training pauses by itself at the loss that was asked for", async () => {
  const page = await site.page("speed=0&stop_below=0.25");
  await page.locator(".toast", { hasText: "as low as was asked for" }).waitFor();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  assert.ok((await trainLoss(page)) < 0.25);
});

test("a run that diverges is caught, explained and can go on; no NaN is shown", async () => {
  const page = await site.page(
    "dataset=plane&hidden=8,8&activation=identity&solver=gd&learning_rate=10&batch_size=0&speed=0",
  );
  const banner = page.locator(".banner");
  await banner.waitFor();
  assert.match(await banner.innerText(), /learning rate/i);
  assert.doesNotMatch(await page.locator("body").innerText(), /NaN|Infinity/);
  // A third of the rate may still be too much: a third of that, until the loss falls.
  for (let tries = 0; tries < 12 && (await banner.isVisible()); ++tries) {
    await banner.getByRole("button").first().click();
    await page.waitForTimeout(500);
  }
  assert.ok(await banner.isHidden());
  assert.ok((await epoch(page)) > 0);
  assert.doesNotMatch(await page.locator("body").innerText(), /NaN/);
});

test("the walk through a step shows the numbers of now", async () => {
  const page = await site.page("autoplay=no&hidden=2");
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.locator(".stations button").first().waitFor();
  const titles = await page.locator(".stations button").allInnerTexts();
  for (const part of [
    "The example",
    "Forward: hidden layer 1",
    "Forward: probabilities",
    "Loss",
    "Backward",
    "Update",
  ])
    assert.ok(
      titles.some((t) => t.includes(part)),
      part,
    );
  await page.locator(".stations button", { hasText: "Forward: probabilities" }).click();
  const values = (await page.locator(".station .line .value").allInnerTexts()).slice(2).map((t) => parseFloat(t));
  assert.ok(Math.abs(values[0]! + values[1]! - 1) < 1e-3, "probabilities add up to one");
  await page.getByRole("button", { name: "Check the gradient" }).click();
  await page.getByRole("dialog", { name: "Gradient check" }).getByText("Back-propagation is right").waitFor();
});

test("every panel opens", async () => {
  const page = await site.page("speed=0");
  await page.waitForFunction(() => Number(document.querySelector("#epoch")!.textContent.replace(/\s/g, "")) > 20);
  await pause(page);
  for (const name of ["Hidden space", "Loss surface", "Units", "Confusion", "Runs", "Step through"]) {
    await page.getByRole("tab", { name }).click();
    await page.waitForTimeout(150);
  }
  assert.ok((await epoch(page)) > 20);
});

test("nothing was complained about, and nothing asked for elsewhere", () => assert.deepEqual(site.complaints, []));
