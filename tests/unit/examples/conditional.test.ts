import { expect, onTestFinished, test, vi } from 'vitest';

test('the example of contexts draws each shape by its label, and heights by their time', async () => {
  vi.stubEnv('STEPS', '600');
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => lines.push(line));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    log.mockRestore();
  });
  await import('../../../examples/conditional.ts');
  expect(lines).toHaveLength(6);
  for (const [i, label] of ['moons', 'rings', 'spirals'].entries()) {
    const found = new RegExp(`^${label}: W2 (\\d\\.\\d+), guided (\\d\\.\\d+), perfect draws (\\d\\.\\d+)$`).exec(
      lines[i]!,
    );
    // A short training; moons are 0.47 and 0.58 from the other shapes.
    expect(Number(found![1])).toBeLessThan(0.4);
  }
  for (const [i, t] of [0.5, 1, 1.5].entries()) {
    const found = /^after [\d.]+ s: ([\d.]+) ± ([\d.]+) m, exactly ([\d.]+) ± ([\d.]+) m$/.exec(lines[3 + i]!);
    const [mean, deviation, exactMean, exactDeviation] = found!.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    expect([exactMean, exactDeviation]).toEqual([Number((12 * t - 4.9 * t * t).toFixed(2)), 2 * t]);
    // Heights of all times have a mean of 6.5 m; a short training is near those of each time.
    expect(Math.abs(mean - exactMean)).toBeLessThan(0.3);
    expect(Math.abs(deviation / exactDeviation - 1)).toBeLessThan(0.4);
  }
});
