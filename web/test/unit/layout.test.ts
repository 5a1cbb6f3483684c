import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, linkY, linksOf, nearestLink, share, type Shape } from "../../src/widgets/network/layout";

const shape: Shape = { inputs: [0, 1, -1], hidden: [4, 3], outputs: 2 };
const blocks = [
  { is_weight: true, layer: 0, rows: 2, cols: 4, offset: 0 },
  { is_weight: false, layer: 0, rows: 1, cols: 4, offset: 8 },
  { is_weight: true, layer: 1, rows: 4, cols: 3, offset: 12 },
  { is_weight: true, layer: 2, rows: 3, cols: 2, offset: 27 },
];

test("maps are numbered as the engine does: inputs used, layers, outputs", () => {
  const { find } = arrange(shape, 700, 400);
  assert.equal(find(0, 1)!.map, 1);
  assert.equal(find(1, 0)!.map, 2);
  assert.equal(find(2, 0)!.map, 6);
  assert.equal(find(3, 1)!.map, 10);
});

test("tiles never overlap and stay in the field, also where it is crowded", () => {
  for (const [hidden, width] of [
    [[4, 3], 340],
    [[64, 64, 64, 64, 64, 64, 64, 64], 500],
    [[17], 300],
    [[], 300],
  ] as [number[], number][]) {
    const layout = arrange({ ...shape, hidden }, width, 360);
    for (const a of layout.tiles) {
      assert.ok(a.x >= 0 && a.x + layout.size <= layout.width && a.y >= 0 && a.y + layout.size <= layout.height);
      for (const b of layout.tiles)
        if (a !== b && Math.abs(a.x - b.x) < layout.size && Math.abs(a.y - b.y) < layout.size)
          assert.fail(`overlap in ${hidden.join()}`);
    }
  }
});

test("links join the right parameters", () => {
  const layout = arrange(shape, 700, 400);
  const links = linksOf(layout, blocks);
  assert.equal(links.length, 8 + 12 + 6);
  const link = links.find(({ layer, from, to }) => layer === 1 && from === 3 && to === 2)!;
  assert.equal(link.parameter, 12 + 3 * 3 + 2);
  assert.equal(link.x1, layout.find(2, 2)!.x);
});

test("a link is found where it is drawn", () => {
  const links = linksOf(arrange(shape, 700, 400), blocks);
  for (const link of links) {
    assert.ok(Math.abs(linkY(link, link.x0) - link.y0) < 0.01);
    const x = link.x0 + 0.15 * (link.x1 - link.x0);
    const found = nearestLink(links, x, linkY(link, x))!;
    assert.ok(Math.abs(linkY(found, x) - linkY(link, x)) < 0.01);
  }
  assert.equal(nearestLink(links, 5, 5), null);
});

test("links are shared out among the layers: small ones whole, crowded ones alike", () => {
  assert.equal(share([12, 24, 8], 500), 0);
  assert.equal(share([40, 400, 40], 500), 0);
  assert.equal(share([20, 4096, 4096, 80], 500), 200);
  assert.equal(share([4096], 500), 500);
  assert.equal(share([], 500), 0);
});
