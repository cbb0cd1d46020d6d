import { contextInputCount } from '../../../contexts/context.ts';
import { DeviceLostError } from '../../../device_lost_error.ts';
import type { TuningStore } from '../../../engine.ts';
import { DeviceError, ScorefieldError } from '../../../errors.ts';
import type { Model, Network } from '../../../network.ts';
import { tuningKeys } from '../../../tuning_store.ts';
import type { TrainingPlan } from '../../plan/training_plan.ts';
import type { Device } from '../device/device.ts';
import { gradientTrials } from './gradient_trials.ts';
import { samplingTrials } from './sampling_trials.ts';
import type { Trials } from './trials.ts';
import { type GradientVariant, gradientVariants, type SamplingVariant, samplingVariants } from './variants.ts';

/** No further candidate is looked at after this many milliseconds. */
const patience = 1000;

/** Operations of a run from which on it is worth a measurement: some ten seconds of a software driver. */
const worthMeasuring = 1e11;

/**
 * The way in which this device samples a model fastest. Each takes some particles on, is compared with the CPU, and timed: once for
 * each shape, and for few, more and many particles, as soon as there is a run that is worth it.
 */
export async function chosenVariant(
  device: Device,
  model: Model,
  run: { particles: number; updates: number },
): Promise<SamplingVariant> {
  const variants = samplingVariants(device, model.network, run);
  // From some length on there is one more way to sample a small network.
  const kind = [...variants.values()].some((one) => one.form === 'lanes' && one.frozen) ? 'a long run' : 'a run';
  const task = `${kind}, ${sizeOf(run.particles)} particles, ${shapeOf(model.network)}`;
  const operations = 2 * model.parameters.length * run.particles * run.updates;
  const trials = operations < worthMeasuring ? undefined : () => samplingTrials(device, model, run);
  return choose(device, task, variants, trials, `${run.particles} particles, ${run.updates} updates`);
}

/** The fastest way to compute the gradients of a training on this device, likewise. */
export async function chosenGradient(device: Device, plan: TrainingPlan): Promise<GradientVariant> {
  const task = `a gradient, ${sizeOf(plan.rows)} rows, ${shapeOf(plan.network)}`;
  const variants = gradientVariants(device, plan.network, plan.rows);
  return choose(device, task, variants, () => gradientTrials(device, plan));
}

/** What the speed of a network depends on, as a part of a key. */
function shapeOf({ dimension, hidden, activation, conditioning, context }: Network): string {
  const features = typeof conditioning === 'object' ? conditioning.fourier : conditioning;
  const contexts = context ? [`${contextInputCount(context)} of a context`] : [];
  return [dimension, ...hidden, activation, features, ...contexts].join(' ');
}

/** Few leave cores of a GPU without work, many do not, so that what is best differs. */
function sizeOf(count: number): string {
  if (count <= 4096) return 'up to 4096';
  return count <= 65_536 ? 'up to 65536' : 'many';
}

/**
 * The variant that was found best for a task: on this device before, in the store, or now by trials.
 * @param run what is taken unmeasured is kept for: it may go on on another device, after some other run was worth a measurement
 */
async function choose<V>(
  device: Device,
  task: string,
  variants: ReadonlyMap<string, V>,
  trials: (() => Trials<V>) | undefined,
  run = '',
): Promise<V> {
  const { choices, tuning, adapter } = device;
  const [first] = variants.values();
  const names = [...variants.keys()];
  if (tuning === false || variants.size === 1) return first!;
  const { name, vendor, architecture } = adapter;
  const key = `${tuningKeys}5: ${name}, ${vendor}, ${architecture}: ${task}`;
  const store = tuning === true ? undefined : tuning;
  // Who asks for the same meanwhile waits for this measurement instead of disturbing it.
  const asked = choices.get(`${key}: ${run}`) ?? choices.get(key);
  let found = asked;
  if (!found) {
    const known = store?.getItem(key);
    if (known && variants.has(known)) found = Promise.resolve(known);
    else {
      const wanted = trials?.();
      if (!wanted) choices.set(`${key}: ${run}`, Promise.resolve(names[0]!));
      // Numbers beyond float32 tell nothing of a kernel: nothing is measured, and nothing kept.
      if (!wanted?.isKnown()) return first!;
      found = measured(key, variants, wanted, store);
    }
    choices.set(key, found);
    found.catch(() => choices.delete(key));
  }
  try {
    return variants.get(await found) ?? first!;
  } catch (error) {
    const isKnown = error instanceof ScorefieldError && !(error instanceof DeviceLostError);
    if (!asked || isKnown) throw error;
    // Who asked before had another device, which was lost.
    device.requireHealthy();
    return choose(device, task, variants, trials, run);
  }
}

/**
 * Errors, in parts of the largest value, up to which a kernel is as right as float32 allows: twice what the tests demand; and
 * from which on it is wrong. Between lie those of a row that rounds to the other side of a relu's kink.
 */
const fine = 2e-5;
const wrong = 2e-2;

/** @throws DeviceError when the device computes wrongly in every way that there is */
async function measured<V>(
  key: string,
  variants: ReadonlyMap<string, V>,
  trials: Trials<V>,
  store: TuningStore | undefined,
): Promise<string> {
  const names = [...variants.keys()];
  let least = { error: Number.POSITIVE_INFINITY, name: names[0]! };
  const best = await fastest(names, patience, {
    async isRight(name) {
      const error = await trials.error(variants.get(name)!);
      if (error < least.error) least = { error, name };
      return error <= fine;
    },
    time: (name) => trials.time(variants.get(name)!),
  });
  if (best === undefined && !(least.error < wrong))
    throw new DeviceError(
      `WebGPU: none of the kernels for ${key.replace(/^.*?: /, '')} computes what the CPU does on this adapter. ` +
        'Renew the driver of the graphics adapter, or take the engine wasm.',
    );
  if (best !== undefined) keep(store, key, best);
  return best ?? least.name;
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
 * patience left for are not looked at, and those that cannot be made are passed over.
 */
export async function fastest<V>(
  candidates: readonly V[],
  patience: number,
  { isRight, time }: { isRight(candidate: V): Promise<boolean>; time(candidate: V): Promise<number> },
): Promise<V | undefined> {
  const started = performance.now();
  let best: { candidate: V; time: number } | undefined;
  for (const candidate of candidates) {
    if (best && performance.now() - started > patience) break;
    try {
      if (!(await isRight(candidate))) continue;
      const taken = await time(candidate);
      if (!best || taken < worthwhile * best.time) best = { candidate, time: taken };
    } catch (error) {
      // A pipeline that a driver refuses is passed over.
      if (!(error instanceof ScorefieldError) || error instanceof DeviceLostError) throw error;
    }
  }
  return best?.candidate;
}
