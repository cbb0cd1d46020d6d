import * as ort from 'onnxruntime-web';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { binarySizes } from '../../bench/binary_sizes.ts';
import { stepGraph } from '../../bench/peers/onnxruntime_web.ts';
import { openTorch } from '../../bench/peers/torch.ts';
import * as kernels from '../../bench/wasm_kernels/index.ts?wasm';
import { watchMemories } from '../../bench/wasm_memory.ts';
import { findWasmPeaks } from '../../bench/wasm_peak.ts';
import { chooseBinary } from '../../src/engines/wasm/binary.ts';
import { createMachine } from '../../src/engines/wasm/create_machine.ts';
import { createCpuEngine, geometric, initialParameters, type Model, mlp, points } from '../../src/index.ts';

describe('the loops that find the limits', () => {
  test.each([4, 6, 8, 10, 12, 13])('compute all that is counted: %d chains', async (chains) => {
    const machine = await createMachine(await chooseBinary(kernels), { kind: 'calling thread' });
    const one = machine.allocate(64);
    machine.write(one, Float32Array.of(1));
    const sumAfter = async (kernel: string) => {
      machine.submit([{ kernel, items: 1, a: one, b: 1000, c: chains }]);
      return (await machine.read(one + 16, 4)).map((lane) => lane - 13);
    };
    // All 13 begin at 1, and their sum is stored. A factor of 1 leaves half of them there; small whole numbers are exact.
    expect(await sumAfter('separate')).toEqual(new Float32Array(4).fill(1000 * Math.floor(chains / 2)));
    expect(await sumAfter('fused')).toEqual(new Float32Array(4).fill(1000 * chains));
    machine.dispose();
  });

  test('the loop for bandwidth scales all of its slice and nothing behind it', async () => {
    const machine = await createMachine(await chooseBinary(kernels), { kind: 'calling thread' });
    const slice = 65_536 / 4;
    const [at, factor] = [machine.allocate(4 * (2 * slice + 1)), machine.allocate(4)];
    machine.write(factor, Float32Array.of(0.5));
    machine.write(at, new Float32Array(2 * slice + 1).fill(4));
    machine.submit([{ kernel: 'scale', items: 2, a: at, b: factor }]);
    const scaled = await machine.read(at, 2 * slice + 1);
    expect(scaled.subarray(0, -1).every((value) => value === 2)).toBe(true);
    expect(scaled.at(-1)).toBe(4);
    machine.dispose();
  });

  test('limits are called by their threads, and are positive numbers', async () => {
    const peaks = await findWasmPeaks(2);
    expect(peaks.of).toBe('2 threads');
    const { relaxed } = await chooseBinary(kernels);
    expect(peaks.loops.map(({ name }) => name)).toEqual([
      'multiplications and additions in WebAssembly',
      ...(relaxed ? ['fused multiply-adds in WebAssembly'] : []),
    ]);
    for (const rate of [await peaks.loops[0]!.run(), await peaks.bandwidth()]) {
      expect(rate).toBeGreaterThan(0);
      expect(rate).toBeLessThan(Number.POSITIVE_INFINITY);
    }
    peaks.dispose();
  });
});

test('memories that are made while they are watched are counted, as large as they are by now', () => {
  const { Memory } = WebAssembly;
  const watched = watchMemories();
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
  expect(memory).toBeInstanceOf(Memory);
  watched[Symbol.dispose]();
  expect(WebAssembly.Memory).toBe(Memory);
  new WebAssembly.Memory({ initial: 1 });
  expect(watched.bytes()).toBe(65_536);
  memory.grow(2);
  expect(watched.bytes()).toBe(3 * 65_536);
});

test('the sizes of both binaries, packed smaller', async () => {
  const sizes = await binarySizes();
  expect(sizes.map(({ name }) => name)).toEqual(['SIMD', 'relaxed SIMD']);
  expect(sizes[0]!.bytes).toBe((await chooseBinary(undefined, { relaxed: false })).bytes.length);
  for (const { bytes, gzip } of sizes) expect(gzip).toBeLessThan(bytes);
});

describe('a step of Langevin dynamics as an ONNX graph', () => {
  const network = mlp({ dimension: 2, hidden: [8], activation: 'silu' });
  const model: Model = {
    ...{ kind: 'network', network, noise: geometric({ from: 2, to: 0.5, levels: 2 }) },
    parameters: initialParameters(network, 3),
  };
  const rows = 1000;
  const values = Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i));

  async function moved(size: number, spread: number): Promise<Float32Array> {
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(stepGraph(model));
    const { moved } = await session.run(
      {
        x: new ort.Tensor('float32', values, [rows, 2]),
        sigma: new ort.Tensor('float32', new Float32Array(rows).fill(0.5), [rows, 1]),
        size: new ort.Tensor('float32', Float32Array.of(size), [1]),
        spread: new ort.Tensor('float32', Float32Array.of(spread), [1]),
      },
      ['moved'],
    );
    await session.release();
    return moved!.data as Float32Array;
  }

  test('without noise: x + τ·s(x, σ)', async () => {
    const score = (await createCpuEngine().score({ score: model, points: points(values, 2), sigma: 0.5 })).values;
    const found = await moved(0.25, 0);
    // A few roundings to 2⁻²⁴ of values up to 2.
    found.forEach((value, i) => void expect(value).toBeCloseTo(values[i]! + 0.25 * score[i]!, 5));
  });

  test('noise is normal, and twice as wide at twice the spread', async () => {
    for (const spread of [1, 2]) {
      const noise = (await moved(0, spread)).map((value, i) => (value - values[i]!) / spread);
      const mean = noise.reduce((sum, z) => sum + z, 0) / noise.length;
      const variance = noise.reduce((sum, z) => sum + z * z, 0) / noise.length;
      // Five standard errors of 2000 normals: 1/√2000 of the mean, √(2/2000) of the variance.
      expect(Math.abs(mean)).toBeLessThan(0.112);
      expect(Math.abs(variance - 1)).toBeLessThan(0.159);
    }
  });
});

describe('PyTorch', () => {
  afterEach(() => void vi.unstubAllEnvs());

  test('where no Python has it, the error says which was asked and what to do', async () => {
    vi.stubEnv('PYTHON', '/bin/false');
    await expect(openTorch(() => {})).rejects.toThrow('not found by /bin/false: install it');
  });
});
