import assert from "node:assert/strict";
import { test } from "node:test";
import { epoch, Site } from "./browser";

test("once loaded over https, the page works without a network", async (t) => {
  const site = await Site.openSecure();
  if (!site) return t.skip("there is no openssl to make a certificate with");
  try {
    const page = await site.page("", { ignoreHTTPSErrors: true });
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(async () => (await (await caches.open("crescent-playground")).keys()).length >= 8);
    site.stopServing();
    await assert.rejects(page.evaluate(() => fetch("nothing-is-kept-under-this-name")));
    await page.reload();
    await page.waitForSelector("html[data-ready=yes]");
    await page.waitForFunction(() => Number(document.querySelector("#epoch")!.textContent) > 5);
    assert.ok((await epoch(page)) > 5);
  } finally {
    await site.close();
  }
});
