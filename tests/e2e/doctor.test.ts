import { beforeAll, describe, expect, test } from 'vitest';
import { build, command } from './command.ts';

beforeAll(build);

describe('doctor', () => {
  test('says in words what would compute, and why', async () => {
    const { code, stdout } = await command('doctor');
    expect(code).toBe(0);
    for (const word of ['scorefield', 'Node.js', 'engine', 'because', 'adapter', 'for more'])
      expect(stdout).toContain(word);
  });

  test('with --json gives the same as data', async () => {
    const { code, stdout } = await command('doctor', '--json');
    expect(code).toBe(0);
    const { node, processors, memory, engine, webgpu, advice } = JSON.parse(stdout);
    expect(node).toBe(process.versions.node);
    expect(processors).toBeGreaterThan(0);
    expect(memory).toBeGreaterThan(0);
    expect(advice).toEqual(expect.any(Array));
    // Which of them depends on the machine, but they belong together.
    if ('failure' in webgpu) {
      expect(engine).toMatchObject({ kind: 'cpu', reason: expect.stringContaining('cannot be had') });
      expect(advice).toEqual([webgpu.failure]);
    } else {
      expect(engine.kind).toBe(webgpu.adapter.type === 'hardware' ? 'webgpu' : 'cpu');
      expect(webgpu.limits.maxStorageBufferBindingSize).toBeGreaterThan(0);
      expect(webgpu.trial).toEqual({ largestError: expect.any(Number) });
    }
  });

  test.each([[['--engine', 'cpu']], [['now']]])('refuses %j', async (args) => {
    const { code, stdout, stderr } = await command('doctor', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^scorefield: .+\n$/);
  });
});
