import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Engine } from '../../../src/engine.ts';
import { createDriver } from '../../../src/engines/drive/engine.ts';
import { customScore } from '../../../src/fields/custom.ts';
import { mlp } from '../../../src/network.ts';
import { noise } from '../../../src/noise.ts';
import { points } from '../../../src/points.ts';
import type { SamplerOptions } from '../../../src/sampler.ts';
import { type Program, stage } from '../../../src/samplers/program.ts';
import type { Trainer, TrainerOptions } from '../../../src/trainer.ts';
import { type Call, createFake, type Fake, type FakeOptions, faults, mixed } from './fake_backend.ts';

/** A training whose three parameters begin as zeros. */
export const training: TrainerOptions = {
  data: points([1, 2, 3, 4]),
  network: mlp({ dimension: 1, hidden: [] }),
  noise: noise([1]),
  parameters: new Float32Array(3),
};

export const flat = customScore({ dimension: 1, cpu: () => [0] });

/** One cell, which holds all particles of `flat`. */
export const grid = { axes: [{ coordinate: 0, from: -1e6, to: 1e6, cells: 1 }] };

/** Levels of so many updates, all of them x ← x + s. */
export function levels(...counts: number[]): Program {
  return { stages: counts.map((count, level) => stage({ sigma: 1, level, count, b: 1 })), end: 0 };
}

export function sampling(program: Program, particles: number): SamplerOptions {
  return { score: flat, method: program, particles };
}

/** An engine on a fake backend, whose virtual time is that of the driver. */
export function driven(options: FakeOptions = {}): { fake: Fake; engine: Engine } {
  const fake = createFake(options);
  vi.spyOn(performance, 'now').mockImplementation(() => fake.now);
  return { fake, engine: createDriver(fake) };
}

/** After each test of a file, fails it if the driver broke the contract or left a rejection unhandled. */
export function watch(): void {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => {
    unhandled.push(reason);
  };
  beforeEach(() => {
    process.on('unhandledRejection', note);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await turns(3);
    process.off('unhandledRejection', note);
    expect(unhandled.splice(0)).toEqual([]);
    expect(faults()).toEqual([]);
  });
}

/** Lets all happen that can. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** The parameters after so many steps, each taken once and in order. */
export function parametersAfter(steps: number, from = { step: 0, order: 0 }): Float32Array {
  let order = from.order;
  for (let step = from.step; step < steps; step++) order = mixed(order, step);
  return Float32Array.of(steps, order, 0);
}

/** Whether a trainer stands, as a whole, at this step, with these losses before it. */
export async function expectAt(trainer: Trainer, step: number, loss: (step: number) => number): Promise<void> {
  expect(trainer.step).toBe(step);
  expect(trainer.losses()).toEqual(Float32Array.from({ length: step }, (_, i) => loss(i)));
  expect((await trainer.model()).parameters).toEqual(parametersAfter(step));
}

/** What a hook can wait for: reached when it does, and going on when released. */
export function createGate() {
  let release = () => {};
  let reach = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return {
    reached,
    release,
    wait(): Promise<void> {
      reach();
      return released;
    },
  };
}

/** Has the n-th call from now on (from 0) that is one of these names stall. */
export function stallAt(fake: Fake, names: Call['name'] | readonly Call['name'][], n = 0) {
  const gate = createGate();
  atCall(fake, names, n, gate.wait);
  return gate;
}

/** Has something happen in the n-th call from now on (from 0) that is one of these names; all calls if none are given. */
export function atCall(
  fake: Fake,
  names: Call['name'] | readonly Call['name'][] | undefined,
  n: number,
  action: () => unknown,
): void {
  let left = n;
  fake.onCall = ({ name }) =>
    (names === undefined || [names].flat().includes(name)) && left-- === 0 ? action() : undefined;
}

/** How something ended. */
export async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'done',
    (error: unknown) => error,
  );
}

export async function collect<T>(run: AsyncIterable<T>): Promise<T[]> {
  const reports: T[] = [];
  for await (const report of run) reports.push(report);
  return reports;
}
