import type { TuningStore } from '../../engine.ts';
import { initialParameters, type Model, type Network } from '../../network.ts';
import { type Points, points } from '../../points.ts';
import { evaluateScore } from '../cpu/evaluate.ts';
import type { Device } from './device.ts';
import { fitsLanes } from './network_lanes.ts';
import { scorePoints } from './score_points.ts';
import { shapeOf, tilingsOf } from './tiling.ts';

/** No further candidate is looked at after this many milliseconds. */
const patience = 1000;

/** Rows that candidates compute: at first few, then as many as take some time on the device. */
const rows = { first: 2048, most: 131_072, milliseconds: 10 };

/** Largest error against the CPU, in parts of the largest score: twice what the tests demand, for networks deeper than theirs. */
const tolerance = 1e-5;

/**
 * Finds out, once for each shape of a network, which tiling a device does best with: every candidate computes the scores of
 * some points, is compared with the CPU, and timed. One that is wrong is never taken. Does nothing for networks of which there is
 * one kernel only, and where measuring is not wanted.
 */
export async function tune(device: Device, network: Network): Promise<void> {
  const { choices, tuning } = device;
  const shape = shapeOf(network);
  if (tuning === false || fitsLanes(network) || choices.has(shape)) return;
  const names = [...tilingsOf(device).keys()];
  const { name, vendor, architecture } = device.adapter;
  const key = `scorefield tiling 2: ${name}, ${vendor}, ${architecture}: ${shape}`;
  const store = tuning === true ? undefined : tuning;
  const known = store?.getItem(key);
  if (known && names.includes(known)) {
    choices.set(shape, known);
    return;
  }
  const best = await fastest(names, patience, trialsOf(device, network));
  // The device's first choice stands where none was found right, which the tests of a device would show.
  choices.set(shape, best ?? names[0]!);
  if (best) keep(store, key, best);
}

/** A store that is full or forbidden only costs the measurement the next time. */
function keep(store: TuningStore | undefined, key: string, value: string): void {
  try {
    store?.setItem(key, value);
  } catch {}
}

/** What is asked of a candidate. */
export interface Trials {
  /** Whether it computes what it should. */
  isRight(name: string): Promise<boolean>;
  /** How long it takes, in ms. */
  time(name: string): Promise<number>;
}

/** The fastest of the candidates that are right; those that there is no patience left for are not looked at. */
export async function fastest(
  names: readonly string[],
  patience: number,
  { isRight, time }: Trials,
): Promise<string | undefined> {
  const started = performance.now();
  let best: { name: string; time: number } | undefined;
  for (const name of names) {
    if (best && performance.now() - started > patience) break;
    if (!(await isRight(name))) continue;
    const taken = await time(name);
    if (!best || taken < best.time) best = { name, time: taken };
  }
  return best?.name;
}

/** Scores by one tiling after the other. */
function trialsOf(device: Device, network: Network): Trials {
  const model: Model = { network, noise: { levels: [1] }, parameters: initialParameters(network, 1) };
  const choose = (name: string) => device.choices.set(shapeOf(network), name);
  const some = cloud(300, network.dimension);
  const exact = evaluateScore({ score: model, points: some, sigma: 1 }).values;
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const timed = async (cloud: Points): Promise<number> => {
    const started = performance.now();
    await scorePoints(device, model, cloud, 1);
    return performance.now() - started;
  };
  let many: Points | undefined;
  return {
    async isRight(name) {
      choose(name);
      const { values } = await scorePoints(device, model, some, 1);
      return values.every((value, i) => Math.abs(value - exact[i]!) <= tolerance * largest);
    },
    async time(name) {
      choose(name);
      let enough = many;
      for (let count = rows.first; !enough; count *= 2) {
        const next = cloud(count, network.dimension);
        if (count >= rows.most || (await timed(next)) > rows.milliseconds) enough = next;
      }
      many = enough;
      // The better of two: the first may find the driver compiling.
      return Math.min(await timed(many), await timed(many));
    },
  };
}

function cloud(count: number, dimension: number): Points {
  return points(
    Float32Array.from({ length: count * dimension }, (_, i) => 2 * Math.sin(1.7 * i)),
    dimension,
  );
}
