import type { Sampler, SamplerOptions, SamplingProgress } from '../../../engine.ts';
import { SamplingDivergedError } from '../../../errors.ts';
import { position } from '../../../noise.ts';
import type { Points } from '../../../points.ts';
import { streams } from '../../../random.ts';
import { createGuard } from '../../drive/guard.ts';
import { createPace, submissionsAhead } from '../../drive/pace.ts';
import { isModel, planSampling, requireReports, type SamplingPlan } from '../../options.ts';
import { type Buffers, type Device, download, read, withBuffers } from '../device/device.ts';
import { requireRoomForNetwork, requireRoomForParticles } from '../device/limits.ts';
import { chosenScore } from '../tuning/autotune.ts';
import { createRecords, type Fields, recordStride } from '../wgsl/uniform.ts';
import { endOfLevel, levelFields, type Piece, pieces, singleSteps } from './pieces.ts';
import { fromQuads, quadsOf, toQuads } from './quads.ts';
import { type ChosenScore, dataDeviationOf } from './score_kernels.ts';
import { steadySteps, walkKernels } from './walk_kernels.ts';

/** Work of the first submission, in arithmetic operations: a few ms on the slowest device measured. */
const firstWork = 2e7;
/**
 * Large sets of particles are cut into ranges that take `steadySteps` steps, as long as all of them do so within so many
 * submissions: those are lost when they end in a number that is not finite, or by a signal.
 */
const mostSubmissions = 40;
/** Records of a submission: that many levels, ranges, and in planes steps, it may hold. */
const mostDispatches = 512;

/** Annealed Langevin dynamics on the device: many steps to a dispatch, nothing read back but whether all is finite. */
export async function createSampler(device: Device, options: SamplerOptions): Promise<Sampler> {
  const plan = planSampling(options);
  requireRoomForParticles(device, plan);
  if (isModel(plan.score)) requireRoomForNetwork(device, plan.score.network);
  const score = await chosenScore(device, plan.score, { particles: plan.outOf, steps: plan.schedule.total });
  return withBuffers(device, (buffers) => prepare(device, buffers, plan, score));
}

async function prepare(device: Device, buffers: Buffers, plan: SamplingPlan, score: ChosenScore): Promise<Sampler> {
  const { gpu } = device;
  const { dimension, particles: count, firstQuad, schedule, key, initial, denoise } = plan;
  const quads = quadsOf(count);
  const bytes = 16 * quads * dimension;
  const particles = await buffers.storage('particles', bytes);
  const saved = await buffers.storage('particles before the last submission', bytes);
  const diverged = await buffers.storage('diverged', 4);
  const verdict = await buffers.readable('verdict', 4);
  const records = createRecords(await buffers.uniform('walk', mostDispatches * recordStride), 'sampling/walk', 'Walk');
  const shared = {
    walk: { buffer: records.buffer, size: records.size },
    particles: { buffer: particles },
    diverged: { buffer: diverged },
  };
  const kernels = await walkKernels(device, buffers, score, schedule.sigmas, quads, shared);
  const pace = createPace(firstWork);
  const base = {
    ...{ key, base_quad: firstQuad, quads, count, dimension },
    ...{ terms: kernels.terms, data_deviation: dataDeviationOf(score) },
  };
  const perDispatch = kernels.quadsPerWorkgroup * kernels.mostWorkgroups;

  const guard = createGuard('sampler', buffers.dispose);
  let completed = 0;
  let denoised = !denoise;

  if ('values' in initial) {
    gpu.queue.writeBuffer(particles, 0, toQuads(initial) as Float32Array<ArrayBuffer>);
  } else {
    const draw = (
      await device.kernel(['sampling/walk', 'random/philox', 'random/normal', 'sampling/initial_particles'], {
        PARTICLES_STREAM: streams.particles,
      })
    ).bind(shared);
    const most = 64 * gpu.limits.maxComputeWorkgroupsPerDimension;
    const drawn = { ...base, first_step: 0, steps: 0, level: 0, ...levelFields(1), size: 0, noise: initial.deviation };
    for (let first = 0; first < quads; first += most) {
      const end = Math.min(first + most, quads);
      submit([
        {
          encode: (pass, offset, quads) => draw.dispatch(pass, offset, Math.ceil(quads / 64)),
          fields: { ...drawn, first_quad: first, end_quad: end },
        },
      ]);
    }
  }

  function requireUsable(): void {
    guard.requireAlive();
    device.requireHealthy();
  }

  /** Sends dispatches as one submission, and on request asks whether all was finite. */
  function submit(dispatches: readonly Dispatch[], asking = false): void {
    const offsets = dispatches.map(({ fields }) => records.add(fields));
    records.flush(gpu.queue);
    const encoder = gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    dispatches.forEach(({ encode, fields }, i) => encode(pass, offsets[i]!, fields.end_quad - fields.first_quad));
    pass.end();
    if (asking) encoder.copyBufferToBuffer(diverged, 0, verdict, 0, 4);
    gpu.queue.submit([encoder.finish()]);
  }

  /** The dispatches that take all particles through some pieces of the schedule. */
  function* dispatches(pieces: readonly Piece[], quadsPerDispatch: number): Generator<Dispatch> {
    // In planes a dispatch takes one step, and a range takes all its steps before the next, while it is in the caches.
    const told = kernels.form === 'lanes' ? pieces : pieces.flatMap(singleSteps);
    for (let first = 0; first < quads; first += quadsPerDispatch) {
      const end = Math.min(first + quadsPerDispatch, quads);
      for (const piece of told) {
        yield { encode: kernels.encode, fields: { ...base, ...piece, first_quad: first, end_quad: end } };
      }
    }
  }

  /** Takes all particles through the pieces. Returns whether all stayed finite; if not, or when aborted, none has moved. */
  async function advance(pieces: readonly Piece[], signal: AbortSignal | undefined): Promise<boolean> {
    requireUsable();
    const before = gpu.createCommandEncoder();
    before.copyBufferToBuffer(particles, 0, saved, 0, bytes);
    before.clearBuffer(diverged);
    gpu.queue.submit([before.finish()]);
    const work = (steps: number, quads: number) => 4 * quads * steps * kernels.work;
    // Whole workgroups, as many quads as one submission may take through the steps of a dispatch.
    const steps = kernels.form === 'lanes' ? Math.max(...pieces.map(({ steps }) => steps)) : 1;
    const paced = Math.floor(pace.work / work(steps, 1) / kernels.quadsPerWorkgroup) * kernels.quadsPerWorkgroup;
    const quadsPerDispatch = Math.min(perDispatch, Math.max(kernels.quadsPerWorkgroup, paced));
    let batch: Dispatch[] = [];
    let batchWork = 0;
    let unheard = { work: 0, since: performance.now() };
    const all = [...dispatches(pieces, quadsPerDispatch)];
    for (const [i, dispatch] of all.entries()) {
      batch.push(dispatch);
      batchWork += work(dispatch.fields.steps, dispatch.fields.end_quad - dispatch.fields.first_quad);
      if (i + 1 < all.length && batch.length < mostDispatches && batchWork < pace.work) continue;
      unheard.work += batchWork;
      const heard = i + 1 === all.length || unheard.work >= submissionsAhead * pace.work;
      submit(batch, heard);
      batch = [];
      batchWork = 0;
      if (!heard) continue;
      const [flag] = new Uint32Array(await read(device, verdict, 4));
      device.requireHealthy();
      pace.measured(unheard.work, performance.now() - unheard.since);
      unheard = { work: 0, since: performance.now() };
      if (flag !== 0 || (signal?.aborted && i + 1 < all.length)) {
        const back = gpu.createCommandEncoder();
        back.copyBufferToBuffer(saved, 0, particles, 0, bytes);
        gpu.queue.submit([back.finish()]);
        signal?.throwIfAborted();
        return false;
      }
    }
    return true;
  }

  /** Where the walk stands, by its last step. */
  function progress(): SamplingProgress {
    const { level, step } = completed > 0 ? position(schedule, completed - 1) : { level: 0, step: -1 };
    return { level, step: step + 1, completed, total: schedule.total };
  }

  async function* run({
    reportEvery,
    signal,
  }: Parameters<Sampler['run']>[0] = {}): AsyncGenerator<SamplingProgress, void, undefined> {
    requireReports(reportEvery);
    signal?.throwIfAborted();
    if (completed === schedule.total && denoised) return;
    while (completed < schedule.total) {
      const report = reportEvery
        ? Math.min(schedule.total, completed + reportEvery - (completed % reportEvery))
        : endOfLevel(schedule, completed);
      await walkTo(report, signal);
      if (completed < schedule.total) yield progress();
    }
    await denoiseOnce(signal);
    yield progress();
  }

  /** Takes all particles on to a step of the schedule, in as many submissions as it needs. */
  async function walkTo(target: number, signal: AbortSignal | undefined): Promise<void> {
    // Steps known to hold the one that diverges, while it is being sought by halves.
    let suspect = Number.POSITIVE_INFINITY;
    while (completed < target) {
      signal?.throwIfAborted();
      const perSubmission = pace.work / (4 * quads * kernels.work);
      const paced = Math.max(
        1,
        Math.floor(Math.max(perSubmission, Math.min(steadySteps, mostSubmissions * perSubmission))),
      );
      const steps = Math.min(target - completed, submissionsAhead * paced, Math.ceil(suspect / 2));
      if (await advance(pieces(schedule, completed, steps, paced), signal)) {
        completed += steps;
        suspect = suspect - steps || Number.POSITIVE_INFINITY;
      } else if (steps > 1) {
        suspect = steps;
      } else {
        const { level, step } = position(schedule, completed);
        throw new SamplingDivergedError(level, step, schedule.sizes[level]!);
      }
    }
  }

  /** x ← x + σ_L²·s(x, σ_L): a step of size σ_L² without noise. */
  async function denoiseOnce(signal: AbortSignal | undefined): Promise<void> {
    if (denoised) return;
    const level = schedule.sigmas.length - 1;
    const sigma = schedule.sigmas[level]!;
    if (
      !(await advance([{ first_step: 0, steps: 1, level, ...levelFields(sigma), size: sigma ** 2, noise: 0 }], signal))
    ) {
      throw new SamplingDivergedError(level, schedule.counts[level]!, sigma ** 2);
    }
    denoised = true;
  }

  return {
    get completed() {
      return completed;
    },
    total: schedule.total,
    run: (options) => guard.exclusive(run(options)),
    async samples(): Promise<Points> {
      requireUsable();
      const quads = new Float32Array(await download(device, particles, bytes));
      return plan.inDataUnits(fromQuads(quads, count, dimension));
    },
    dispose: guard.dispose,
    [Symbol.dispose]: guard.dispose,
  };
}

interface Dispatch {
  /** Encodes its kernels over so many quads, with its record at `offset`. */
  readonly encode: (pass: GPUComputePassEncoder, offset: number, quads: number) => void;
  readonly fields: Fields & { readonly steps: number; readonly first_quad: number; readonly end_quad: number };
}
