import type { Score, TuningStore } from '../../../engine.ts';
import type { Network } from '../../../network.ts';
import { isModel, type TrainingPlan } from '../../options.ts';
import type { Device } from '../device/device.ts';
import type { ChosenScore } from '../sampling/score_kernels.ts';
import { gradientTrials } from './gradient_trials.ts';
import type { Trials } from './trials.ts';
import { type GradientVariant, gradientVariants, walkVariants } from './variants.ts';
import { walkTrials } from './walk_trials.ts';

/** No further candidate is looked at after this many milliseconds. */
const patience = 1000;

/** Operations of a walk from which on it is worth a measurement: some ten seconds of a software driver. */
const worthMeasuring = 1e11;

/**
 * The score as this device computes it fastest. Of a network, each variant takes some particles on, is compared with the CPU,
 * and timed: once for each shape, and for few, more and many particles, as soon as there is a walk that is worth it.
 */
export async function chosenScore(
  device: Device,
  score: Score,
  walk: { particles: number; steps: number },
): Promise<ChosenScore> {
  if (!isModel(score)) return score;
  const variants = walkVariants(device, score.network, walk);
  // From some length on there is one more way to walk a small network.
  const kind = [...variants.values()].some((one) => one.form === 'lanes' && one.frozen) ? 'a long walk' : 'a walk';
  const task = `${kind}, ${sizeOf(walk.particles)} particles, ${shapeOf(score.network)}`;
  const operations = 2 * score.parameters.length * walk.particles * walk.steps;
  const trials = operations < worthMeasuring ? undefined : () => walkTrials(device, score, walk);
  return { model: score, variant: await choose(device, task, variants, trials) };
}

/** The fastest way to compute the gradients of a training on this device, likewise. */
export async function chosenGradient(device: Device, plan: TrainingPlan): Promise<GradientVariant> {
  const task = `a gradient, ${sizeOf(plan.rows)} rows, ${shapeOf(plan.network)}`;
  const variants = gradientVariants(device, plan.network, plan.rows);
  return choose(device, task, variants, () => gradientTrials(device, plan));
}

/** What the speed of a network depends on, as a part of a key. */
function shapeOf({ dimension, hidden, activation, conditioning }: Network): string {
  const told = typeof conditioning === 'object' ? conditioning.fourier : conditioning;
  return [dimension, ...hidden, activation, told].join(' ');
}

/** Few leave cores of a GPU without work, many do not, so that what is best differs. */
function sizeOf(count: number): string {
  if (count <= 4096) return 'up to 4096';
  return count <= 65_536 ? 'up to 65536' : 'many';
}

/** The variant that was found best for a task: on this device before, in the store, or now by trials. */
async function choose<V>(
  { choices, tuning, adapter }: Device,
  task: string,
  variants: ReadonlyMap<string, V>,
  trials: (() => Trials<V>) | undefined,
): Promise<V> {
  const [first] = variants.values();
  if (tuning === false || variants.size === 1) return first!;
  const { name, vendor, architecture } = adapter;
  const key = `scorefield 3: ${name}, ${vendor}, ${architecture}: ${task}`;
  const store = tuning === true ? undefined : tuning;
  // Who asks for the same meanwhile waits for this measurement instead of disturbing it.
  let found = choices.get(key);
  if (!found) {
    const known = store?.getItem(key);
    if (known && variants.has(known)) found = Promise.resolve(known);
    else if (trials) found = measured(key, variants, trials(), store);
    else return first!;
    choices.set(key, found);
    found.catch(() => choices.delete(key));
  }
  return variants.get(await found) ?? first!;
}

async function measured<V>(
  key: string,
  variants: ReadonlyMap<string, V>,
  { isRight, time }: Trials<V>,
  store: TuningStore | undefined,
): Promise<string> {
  const names = [...variants.keys()];
  const best = await fastest(names, patience, {
    isRight: (name) => isRight(variants.get(name)!),
    time: (name) => time(variants.get(name)!),
  });
  if (best) keep(store, key, best);
  // The device's first choice stands where none was found right, which the tests of a device would show.
  return best ?? names[0]!;
}

/** A store that is full or forbidden only costs the measurement the next time. */
function keep(store: TuningStore | undefined, key: string, value: string): void {
  try {
    store?.setItem(key, value);
  } catch {}
}

/** A later candidate must be faster than this part of the best, since a measurement this short is not more exact. */
const worthwhile = 0.9;

/**
 * The fastest of the candidates that are right, or one that is about as fast and stands before it; those that there is no
 * patience left for are not looked at.
 */
export async function fastest<V>(
  candidates: readonly V[],
  patience: number,
  { isRight, time }: Trials<V>,
): Promise<V | undefined> {
  const started = performance.now();
  let best: { candidate: V; time: number } | undefined;
  for (const candidate of candidates) {
    if (best && performance.now() - started > patience) break;
    if (!(await isRight(candidate))) continue;
    const taken = await time(candidate);
    if (!best || taken < worthwhile * best.time) best = { candidate, time: taken };
  }
  return best?.candidate;
}
