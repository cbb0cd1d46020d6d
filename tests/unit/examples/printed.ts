import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

const pathOf = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));

/** What an example prints, run on the sources of the library with some of its settings. */
export async function printed(example: string, settings: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-example-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    vi.unstubAllEnvs();
  });
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
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
