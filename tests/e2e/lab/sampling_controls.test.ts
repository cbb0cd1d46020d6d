import { describe, expect, test } from 'vitest';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();
const update = (lab: LabPage, at: number) =>
  lab.until((at) => document.getElementById('sample-progress')?.dataset.update === at, String(at));
const samples = async (lab: LabPage) => [...(await lab.taken('samples-npy')).bytes];

describe('sampling', () => {
  test('goes to any moment of the run, forth and back, and has the same samples there', async () => {
    const lab = await openLab(small);
    await lab.still();
    const end = await samples(lab);
    const at: Record<number, number[]> = {};
    for (const moment of [5, 30, 12, 5, 31]) {
      await lab.set('#sample-scrub', String(moment));
      await update(lab, moment);
      await lab.still();
      const found = await samples(lab);
      expect(found).toEqual(moment === 31 ? end : (at[moment] ?? found));
      at[moment] = found;
    }
    expect(at[5]).not.toEqual(at[30]);
    await lab.set('#sample-scrub', '5');
    await update(lab, 5);
    await lab.page.click('.sample-step');
    await update(lab, 6);
    expect(await lab.text('#sample-progress')).toBe('update 6 of 31 · σ = 1.66');
    await lab.page.click('#sample-toggle');
    await update(lab, 31);
    await lab.still();
    expect(await samples(lab)).toEqual(end);
    expect(lab.complaints).toEqual([]);
  });

  test('plays at its speed, pauses where it is, and starts again', async () => {
    const lab = await openLab(small);
    await lab.still();
    const { run } = await lab.latest('sampling');
    await lab.set('#sample-speed', '0.1');
    await lab.page.click('.sample-restart');
    await lab.until(() => document.getElementById('sample-toggle')?.dataset.state === 'playing');
    await lab.until(() => Number(document.getElementById('sample-progress')?.dataset.update) > 0);
    expect(await lab.text('#sample-toggle')).toBe('Pause');
    await lab.page.click('#sample-toggle');
    await lab.until(() => document.getElementById('sample-toggle')?.dataset.state === 'paused');
    const { panes, run: again } = await lab.latest('sampling');
    expect(again).toBeGreaterThan(run);
    expect(panes[0]).toMatchObject({ total: 31 });
    await lab.set('#sample-speed', '4');
    await lab.page.click('#sample-toggle');
    await update(lab, 31);
    await lab.still();
    expect(await lab.text('#sample-toggle')).toBe('Play again');
    expect(lab.complaints).toEqual([]);
  });

  test('is by each of its samplers, each with settings of its own', async () => {
    const lab = await openLab(small);
    await lab.still();
    const own: Record<string, readonly string[]> = {
      ...{ heun: ['churn'], 'dpm-solver': [], 'dpm-solver-sde': [], euler: [], ancestral: [], 'reverse-diffusion': [] },
      ...{ 'predictor-corrector': ['corrections', 'snr'], langevin: ['perLevel', 'share', 'denoise'] },
    };
    const names = Object.values(own).flat();
    expect(await lab.page.$$eval('#sample-method option', (all) => all.map(({ value }) => value).sort())).toEqual(
      Object.keys(own).sort(),
    );
    let { run } = await lab.latest('sampling');
    for (const [method, settings] of Object.entries(own)) {
      await lab.set('#sample-method', method);
      await lab.until(
        (method, run) => {
          const { sampling } = heard.latest;
          return sampling && sampling.run > run && sampling.panes[0]?.method === method && !sampling.playing;
        },
        method,
        run,
      );
      ({ run } = await lab.latest('sampling'));
      const shown = await lab.page.evaluate(
        (names) => names.filter((name) => !(document.querySelector(`[data-property=${name}]`) as HTMLElement).hidden),
        names,
      );
      expect(shown, method).toEqual(names.filter((name) => settings.includes(name)));
      const title = await lab.text('.pane .title');
      const words = await lab.page.$eval(
        '#sample-method',
        (select) => (select as HTMLSelectElement).selectedOptions[0]!.text,
      );
      expect(title).toContain(words.split(/[ (–]/)[0]);
      expect(title).toContain(`${(await lab.latest('sampling')).panes[0]!.total} evaluations`);
    }
    expect(lab.complaints).toEqual([]);
  });

  test('is by two samplers side by side where one is chosen beside the other', async () => {
    const lab = await openLab(small);
    await lab.still();
    expect(await lab.page.$$('.pane')).toHaveLength(1);
    await lab.set('#beside-method', 'heun');
    await lab.until(() => document.querySelectorAll('.pane').length === 2);
    await lab.until(() => (document.querySelector('.pane[data-pane="1"]') as HTMLElement).dataset.completed === '35');
    await lab.still();
    expect(
      await lab.page.$$eval('.pane .title', (all) => all.map((title) => (title as HTMLElement).innerText)),
    ).toEqual([expect.stringContaining('Langevin'), expect.stringContaining('Heun')]);
    await lab.page.evaluate(() => [...document.querySelectorAll<HTMLButtonElement>('.preset')].at(1)!.click());
    await lab.until(() =>
      (document.querySelector('.pane[data-pane="1"]') as HTMLElement).innerText.includes('exact score'),
    );
    await lab.still();
    await lab.set('#beside-method', 'none');
    await lab.until(() => document.querySelectorAll('.pane').length === 1);
    expect(lab.complaints).toEqual([]);
  });
});
