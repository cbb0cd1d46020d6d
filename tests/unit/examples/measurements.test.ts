import { expect, onTestFinished, test, vi } from 'vitest';

test('the example of measurements comes nearer to the exact posterior than guidance does', async () => {
  vi.stubEnv('STEPS', '600');
  vi.stubEnv('PARTICLES', '600');
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => lines.push(line));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    log.mockRestore();
  });
  await import('../../../examples/measurements.ts');
  const shareOf = (name: string) => {
    const line = lines.find((each) => each.startsWith(`${name}: `) && each.endsWith('have y < 0'))!;
    return Number(/: (.*) %/.exec(line)![1]);
  };
  // By adding up the density on a finer grid.
  expect(shareOf('exact')).toBe(26.3);
  // A training of a seventh of the steps knows the moons but roughly.
  const error = Math.abs(shareOf('posterior') - shareOf('exact'));
  expect(error).toBeLessThan(30);
  expect(error).toBeLessThan(Math.abs(shareOf('guidance') - shareOf('exact')));
});
