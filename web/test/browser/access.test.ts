/** What everyone needs of a page: names, contrast, keys, room on any screen. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { Site } from "./browser";

let site: Site;
before(async () => (site = await Site.open()));
after(() => site.close());

const axe = readFileSync(join(process.env.CRESCENT_WEB!, "node_modules/axe-core/axe.min.js"), "utf8");

/** What axe finds against WCAG 2.2 AA and its good practice, a line for each element. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run: (
          options: object,
        ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    // A colour on its way from one to another is none that a visitor reads by.
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    const { violations } = await axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        (node) =>
          `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.split("\n").slice(1).join(";").slice(0, 200)}`,
      ),
    );
  });
}

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing on the page, in ${theme}`, async () => {
    const page = await site.page(`autoplay=no&theme=${theme}`);
    assert.deepEqual(await faults(page), []);
  });
}

for (const panel of ["step", "space", "surface", "units", "confusion", "runs"]) {
  test(`axe finds nothing in the panel ${panel}`, async () => {
    const page = await site.page(
      `autoplay=no&panel=${panel}&dataset=blobs&classes=4&theme=${panel < "s" ? "dark" : "light"}`,
    );
    for (let i = 0; i < 3; ++i) await page.getByRole("button", { name: "Train one epoch" }).click();
    await page.waitForFunction(() => document.querySelector("#epoch")!.textContent === "3");
    assert.deepEqual(await faults(page), []);
  });
}

for (const chapter of [1, 2, 3, 4, 5, 6, 7]) {
  test(`axe finds nothing in chapter ${chapter} of the guide`, async () => {
    const page = await site.page(`guide=${chapter}&theme=${chapter % 2 ? "light" : "dark"}`);
    await page.getByText(`Guide, ${chapter} of 7`).waitFor();
    assert.deepEqual(await faults(page), []);
  });
}

test("axe finds nothing in what opens on top: menus, cards, tools, a table's columns, a failed run", async () => {
  const page = await site.page("autoplay=no");
  for (const name of ["More", "Save", "Paste"]) {
    await page.getByRole("button", { name, exact: true }).click();
    assert.deepEqual(await faults(page), [], name);
    await page.keyboard.press("Escape");
  }
  await page.getByRole("button", { name: "Unit 2 of hidden layer 1" }).click();
  assert.deepEqual(await faults(page), [], "a unit's card");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Draw", exact: true }).click();
  assert.deepEqual(await faults(page), [], "drawing");
  await page
    .getByLabel("Open a file")
    .setInputFiles({
      name: "a.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("a,b,c\n1,2,x\n2,3,y\n3,1,x\n4,4,y\n"),
    });
  await page.getByRole("button", { name: "Use these" }).waitFor();
  assert.deepEqual(await faults(page), [], "columns");
  await page.keyboard.press("Escape");
  const failed = await site.page(
    "dataset=plane&hidden=8,8&activation=identity&solver=gd&learning_rate=10&batch_size=0&speed=0",
  );
  await failed.locator(".banner").waitFor();
  assert.deepEqual(await faults(failed), [], "a run that diverged");
});

for (const [width, height] of [
  [360, 640],
  [390, 844],
  [768, 1024],
  [1024, 768],
  [1400, 900],
  [1600, 1000],
  [2560, 1440],
] as const) {
  test(`nothing sticks out at ${width} pixels`, async () => {
    const page = await site.page("autoplay=no", { viewport: { width, height } });
    assert.deepEqual(
      await page.evaluate(() =>
        [...document.querySelectorAll(".lab > section, .scores, .transport, .top")]
          .filter((part) => part.scrollWidth > part.clientWidth + 1)
          .map((part) => part.className),
      ),
      [],
    );
    for (const panel of ["Hidden space", "Loss surface", "Units", "Confusion", "Runs", "Step through"]) {
      await page.getByRole("tab", { name: panel }).click();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, panel);
    }
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await page.getByRole("button", { name: "Guide" }).click();
    await page.getByText("Guide, 1 of 7").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, "guide");
  });
}

test("from 1400 pixels on the controls stand in one row", async () => {
  const page = await site.page("speed=0&hidden=8,8", { viewport: { width: 1400, height: 900 } });
  await page.waitForFunction(() => Number(document.querySelector("#epoch")!.textContent.replace(/\s/g, "")) > 1000);
  const { height } = (await page.locator(".controls").boundingBox())!;
  assert.ok(height < 100, `${height}`);
});

test("what can be pressed is at least 24 pixels wide and high on a phone", async () => {
  const page = await site.page("autoplay=no", {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, select, input:not([type=file])")].flatMap((element) => {
      const target = element.closest("label") ?? element;
      const { width, height } = target.getBoundingClientRect();
      return width > 0 && !target.closest("[aria-hidden=true]") && Math.min(width, height) < 24
        ? [`${element.outerHTML.slice(0, 90)} ${width} x ${height}`]
        : [];
    }),
  );
  assert.deepEqual(small, []);
});

test("every control is reached with Tab, and one press of a key changes a weight", async () => {
  const page = await site.page("autoplay=no&panel=runs");
  const expected = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-control]")]
      .filter((element) => element.offsetParent !== null)
      .map((element) => element.dataset["control"]!),
  );
  const reached = new Set<string>();
  for (let i = 0; i < 120; ++i) {
    await page.keyboard.press("Tab");
    const control = await page.evaluate(
      () => document.activeElement?.closest<HTMLElement>("[data-control]")?.dataset["control"],
    );
    if (control) reached.add(control);
  }
  assert.deepEqual(
    expected.filter((name) => !reached.has(name)),
    [],
  );
  await page.getByRole("button", { name: "Input x₁", exact: true }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const before = await page.locator("#train-loss").innerText();
  await page.locator(".unit-card input[type=text]").first().focus();
  await page.keyboard.type("5");
  await page.keyboard.press("Enter");
  await page.waitForFunction((loss) => document.querySelector("#train-loss")!.textContent !== loss, before);
});

test("points are drawn with the keyboard, and a weight's chain rule is found", async () => {
  const page = await site.page("autoplay=no&hidden=3");
  await page.getByRole("button", { name: "Draw", exact: true }).press("Enter");
  await page.locator(".plane").focus();
  for (let i = 0; i < 5; ++i) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("dataset=own"));
  await page.getByRole("button", { name: "Done" }).press("Enter");
  await page.locator(".plane").focus();
  for (let i = 0; i < 5; ++i) await page.keyboard.press("ArrowDown");
  assert.match(await page.locator(".output-map [aria-live]").innerText(), /Training point \d+: .*, class 0/);
  await page.getByRole("button", { name: "Unit 2 of hidden layer 1" }).press("Enter");
  await page.getByRole("button", { name: "Where the gradient of W1[1, 2] comes from" }).press("Enter");
  await page.getByRole("heading", { name: "Where the gradient of W1[1, 2] comes from" }).waitFor();
});

test("what each control means is one hover away", async () => {
  const page = await site.page("autoplay=no&dataset=blobs");
  const silent = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-control]")]
      .filter((element) => !element.closest("[data-help]") && !element.querySelector("[data-help]"))
      .map((element) => element.dataset["control"]),
  );
  assert.deepEqual(silent, []);
  await page.getByLabel("Batch size", { exact: true }).hover();
  await page.locator(".tooltip", { hasText: "How many points" }).waitFor();
});

test("with less movement asked for, nothing flows", async () => {
  const page = await site.page("speed=5&hidden=3", { reducedMotion: "reduce" });
  const dashes = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let seen = 0;
        const original = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, "setLineDash")!
          .value as CanvasRenderingContext2D["setLineDash"];
        CanvasRenderingContext2D.prototype.setLineDash = function (list) {
          const dashes = [...list];
          if (dashes.length === 2 && dashes[0] === 11) seen += 1;
          original.call(this, dashes);
        };
        setTimeout(() => resolve(seen), 1000);
      }),
  );
  assert.equal(dashes, 0);
});

test("nothing was complained about, and nothing asked for elsewhere", () => assert.deepEqual(site.complaints, []));
