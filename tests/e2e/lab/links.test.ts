import { describe, expect, test } from 'vitest';
import { type LabPage, small, useLab } from './lab_page.ts';

const openLab = useLab();

/** All that a run has come to: every loss, the network and the samples to the last bit, and what the page says of them. */
async function outcome(lab: LabPage) {
  const [model, samples] = [await lab.taken('model'), await lab.taken('samples-npy')];
  return {
    losses: await lab.losses(),
    model: [model.name, ...model.bytes],
    samples: [samples.name, ...samples.bytes],
    words: [await lab.text('#train-progress'), await lab.text('#sample-progress'), await lab.text('#loss')],
  };
}

describe.each([
  ['the plane', 'wasm', 'source=rings&seed=7'],
  ['the plane', 'webgpu', 'source=pinwheel&method=heun&ladder=16'],
  ['one dimension', 'wasm', 'source=tutorial&conditioning=sigma&output=score&activation=relu'],
  ['one dimension', 'webgpu', 'source=tutorial&noisePerRow=all-levels&beside=euler'],
])('a link to a run of %s on the engine %s', (_, engine, settings) => {
  test('ends with the same losses and the same samples in a fresh page', async () => {
    const lab = await openLab(`${small}&${settings}&engine=${engine}&steps=100000`);
    await lab.until(() => Number(document.getElementById('train-progress')?.dataset.step) > 20);
    await lab.page.click('#train-toggle');
    await lab.still();
    await lab.set('#sample-scrub', '14');
    await lab.until(() => document.getElementById('sample-progress')?.dataset.update === '14');
    await lab.still();
    await lab.page.click('#keep-link');
    await lab.until(() => location.hash.includes('sampled=14'));
    const [link, first] = [new URL(lab.page.url()).hash.slice(1), await outcome(lab)];

    const other = await openLab(link);
    await other.until(() => document.getElementById('sample-progress')?.dataset.update === '14');
    await other.still();
    expect(await outcome(other)).toEqual(first);
    expect(first.losses.length).toBeGreaterThan(20);
    expect([...lab.complaints, ...other.complaints]).toEqual([]);
  });
});

describe('the address', () => {
  test('follows the settings, so that a page that is loaded again is the same', async () => {
    const lab = await openLab(small);
    await lab.still();
    await lab.set('seed', '12');
    await lab.set('rate', '0.005');
    await lab.page.click('#train-toggle');
    await lab.until(() => document.getElementById('train-progress')?.innerText.startsWith('step 60'));
    await lab.until(() => location.hash.includes('seed=12') && location.hash.includes('rate=0.005'));
    await lab.still();
    const first = await outcome(lab);
    await lab.page.reload();
    await lab.still();
    expect(await outcome(lab)).toEqual(first);
  });

  test('that the user changes is opened', async () => {
    const lab = await openLab(small);
    await lab.still();
    await lab.page.evaluate((hash) => {
      location.hash = hash;
    }, `${small}&source=rings`);
    await lab.until(() => document.querySelector<HTMLInputElement>('#source-rings')?.checked);
    await lab.still();
    expect(lab.complaints).toEqual([]);
  });
});

describe('a link that nobody should have sent', () => {
  test.each([
    ['another version', 'v=2&source=rings', /version/],
    ['no version', 'source=rings', /version/],
    ['no link at all', 'garbage%E0%A4%A', /version/],
    ['one without end', `v=1&painting=${'A'.repeat(20_000)}`, /characters/],
    [
      'scripts',
      'v=1&source=%3Cscript%3EglobalThis.intruder=1%3C/script%3E&%3Cimg src=x onerror=intruder=1%3E=1',
      /<script>/,
    ],
    ['names that objects have', 'v=1&__proto__=1&constructor=2&toString=3&hasOwnProperty=4', /__proto__/],
    [
      'values of other types',
      'v=1&steps=NaN&hidden=1e9&particles=-1&seed=1.5&denoise=2&follow=&speed=Infinity',
      /Steps/,
    ],
    ['moments that never were', 'v=1&trained=1e400&sampled=-1', /trained/],
    ['a damaged painting', 'v=1&source=painting&painting=AAAAA', /damaged/],
    ['a file of somebody', 'v=1&source=file&file=secrets.csv%20aaaaaaaaaaaaaaaa', /secrets\.csv/],
    ['levels that do not fall', 'v=1&sigmaFrom=0.0001&sigmaTo=10000', /Largest σ/],
    ['more steps than the training has', `${small}&trained=999999999&sampled=999999999`, undefined],
  ])('with %s gives a page that works, and says what it left out', async (_, hash, words) => {
    const lab = await openLab(hash);
    await lab.until(() => document.body.dataset.state !== 'loading');
    if (words) {
      await lab.until(() => document.getElementById('notices')?.innerText !== '');
      expect(await lab.text('#notices')).toMatch(words);
    }
    // Whatever was wrong, other data are learned, by usual settings.
    await lab.set('sigmaTo', '0.02');
    await lab.set('sigmaFrom', '5');
    await lab.set('steps', '20');
    await lab.set('particles', '300');
    await lab.page.click('label[for=source-rings]');
    await lab.until(() => document.getElementById('train-progress')?.innerText.startsWith('step 20 of 20'));
    await lab.until(() => document.body.dataset.state !== 'trouble');
    expect(await lab.page.evaluate('globalThis.intruder')).toBeUndefined();
    expect(await lab.page.evaluate('({}).constructor === Object')).toBe(true);
    expect(lab.complaints).toEqual([]);
  });
});
