import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crescent, Site } from "./browser";

let site: Site;
before(async () => (site = await Site.open()));
after(() => site.close());

test("the guide's losses are the command's, digit by digit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "crescent-tutorial-"));
  try {
    const page = await site.page("guide=4");
    await page.getByRole("button", { name: "Train 20 000 passes" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".loss-table tbody tr").length === 20);
    const shown = await page.locator(".loss-table tbody td:nth-child(2)").allInnerTexts();
    const printed = execFileSync(crescent, ["tutorial", "--out", folder], {
      encoding: "utf8",
      env: { ...process.env, CRESCENT_INSTRUCTIONS: "SSE4" },
    }); // as WebAssembly computes
    const losses = [...printed.matchAll(/^Loss after iteration (\d+): ([\d.]+)$/gm)]
      .slice(0, 20)
      .map(([, , loss]) => Number(loss).toFixed(6));
    assert.equal(losses.length, 20);
    assert.deepEqual(shown, losses);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("every chapter opens", async () => {
  const page = await site.page("guide=1");
  for (let chapter = 1; chapter < 7; ++chapter) {
    await page.getByText(`Guide, ${chapter} of 7`).waitFor();
    await page.locator(".guide").getByRole("button", { name: "Next" }).click();
  }
  await page.locator(".guide").getByRole("button", { name: "Close", exact: true }).click();
  await page.waitForFunction(() => document.querySelector<HTMLElement>(".guide")!.hidden);
});

test("nothing was complained about, and nothing asked for elsewhere", () => assert.deepEqual(site.complaints, []));
