import { describe, expect, test } from 'vitest';
import { useLab } from './lab_page.ts';

const openLab = useLab();

// As many updates as docs/samplers.md finds to be enough; the network is not asked, and so hardly trained.
const recipes = {
  tutorial: 'source=tutorial&method=heun&ladder=32&spacing=karras&sigmaFrom=20&sigmaTo=0.02',
  eight_gaussians: 'source=eight_gaussians&method=heun&ladder=24&spacing=karras&sigmaFrom=20&sigmaTo=0.01',
};

describe.each(Object.entries(recipes))('samples of %s by the exact score', (source, settings) => {
  test.each(['wasm', 'webgpu'])('on the engine %s are as near the target as perfect draws', async (engine) => {
    const lab = await openLab(
      `v=1&engine=${engine}&${settings}&score=exact&steps=1&hidden=4&points=500&batch=16&particles=4000&speed=20`,
    );
    await lab.still();
    await lab.until(() => (document.querySelector('.plate.measures') as HTMLElement | null)?.dataset.state === 'now');
    const rows = await lab.page.$$eval('[aria-label^="Distances"] tbody tr', (all) =>
      all.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText)),
    );
    expect(rows.length).toBeGreaterThan(source === 'tutorial' ? 1 : 0);
    for (const [name, value, floor, ratio] of rows) {
      const [mean, deviation] = floor!.split(' ± ').map(Number) as [number, number];
      // Perfect draws are over the mean of the floor by four of its deviations once in 30,000 times.
      expect(Number(value), name).toBeLessThan(mean + 4 * deviation);
      expect(Math.abs(Number(ratio) - Number(value) / mean), name).toBeLessThan(0.02);
    }
    expect(await lab.text('.plate.measures .words')).toMatch(/No measure tells these samples/);
    const { weights } = (await lab.latest('measures')).panes[0]!;
    expect(weights).toHaveLength(source === 'tutorial' ? 2 : 8);
    for (const { found, expected, error } of weights) expect(Math.abs(found - expected)).toBeLessThan(4 * error);
    expect(lab.complaints).toEqual([]);
  });
});
