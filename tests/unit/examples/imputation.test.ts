import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));

/** What an example prints, run on the sources of the library. */
async function printed(example: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'example.ts');
  const code = readFileSync(pathOf(example), 'utf8');
  writeFileSync(file, code.replace("from 'scorefield'", `from ${JSON.stringify(pathOf('src/index.ts'))}`));
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => lines.push(line));
  try {
    await import(/* @vite-ignore */ file);
  } finally {
    log.mockRestore();
  }
  return lines;
}

test('the example of imputation fills each gap, and what it was given stays', async () => {
  vi.stubEnv('STEPS', '200');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const lines = await printed('examples/imputation.ts');
  expect(lines).toHaveLength(4 + 3);
  const drawn = String.raw`(-?\d+\.\d\d) ± (\d+\.\d\d)`;
  const [first, second, third] = lines.slice(4);
  const found = new RegExp(`^time 1 s, height ${drawn} m, speed 12 m/s$`).exec(first!);
  expect(second).toMatch(new RegExp(`^time ${drawn} s, height 5 m, speed 12 m/s$`));
  expect(third).toMatch(new RegExp(`^time 0.5 s, height ${drawn} m, speed ${drawn} m/s$`));
  // 12 − 4.9 m. Heights of all balls have a deviation of 2.1 m, and a short training comes well below that.
  expect(Math.abs(Number(found![1]) - 7.1)).toBeLessThan(0.7);
});
