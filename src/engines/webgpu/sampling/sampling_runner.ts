import { fieldOf } from '../../../fields/index.ts';
import { streams } from '../../../random.ts';
import { totalOf, usesMemory } from '../../../samplers/program.ts';
import type { SamplingRunner } from '../../backend.ts';
import type { SamplingPlan } from '../../plan/sampling_plan.ts';
import { type Buffers, withBuffers } from '../device/buffers.ts';
import type { Device } from '../device/device.ts';
import { requireRoomForParticles } from '../device/limits.ts';
import { createRecording } from '../device/recording.ts';
import { download, read, upload } from '../device/transfer.ts';
import { createRecords, recordStride } from '../wgsl/uniform.ts';
import { createCounting } from './counting.ts';
import { createDrawing } from './drawing.ts';
import { knownKernels } from './known_kernels.ts';
import { fromQuads, quadsOf, toQuads } from './quads.ts';
import { stageKernels, steadyUpdates } from './stage_kernels.ts';
import { stageTable } from './stage_table.ts';

/** Records of a submission: that many ranges of quads, and in planes updates, it may hold. */
const mostPieces = 512;

/** Sampling on the device: many updates to a dispatch, nothing read back but whether all is finite. */
export async function createSamplingRunner(device: Device, plan: SamplingPlan): Promise<SamplingRunner> {
  requireRoomForParticles(device, plan);
  return withBuffers(device, (buffers) => prepare(device, buffers, plan));
}

async function prepare(device: Device, buffers: Buffers, plan: SamplingPlan): Promise<SamplingRunner> {
  const { gpu } = device;
  const { score, program, dimension, particles: count, outOf, firstQuad, key, initial, memory: given } = plan;
  const quads = quadsOf(count);
  const bytes = 16 * quads * dimension;
  const table = stageTable(program);
  const kernelsOfScore = await fieldOf(score).onWebgpu(
    score,
    { device, buffers, sigmas: table.sigmas, quads, run: { particles: outOf, updates: totalOf(program) } },
    fieldOf,
  );
  const particles = await buffers.storage('particles', bytes);
  const kept = await buffers.storage('kept particles', bytes);
  const memory = usesMemory(program)
    ? { now: await buffers.storage('memory', bytes), kept: await buffers.storage('kept memory', bytes) }
    : undefined;
  const diverged = await buffers.storage('diverged', 4);
  const verdict = await buffers.readable('verdict', 4);
  const uniform = await buffers.uniform('dispatches', mostPieces * recordStride);
  const records = createRecords(uniform, 'sampling/dispatch', 'Dispatch');
  const sampled = {
    sampling: { buffer: records.buffer, size: records.size },
    particles: { buffer: particles },
    stages: { buffer: await buffers.filled('stages', table.records) },
    diverged: { buffer: diverged },
    ...(memory && { memory: { buffer: memory.now } }),
  };
  const known = await knownKernels(buffers, plan.known);
  const kernels = await stageKernels(device, kernelsOfScore, program, dimension, sampled, known);
  const common = { key, base_quad: firstQuad, quads, count, dimension };
  const recording = createRecording(device, records.flush);
  const counting = createCounting(device, { particles, quads, count });
  const drawing = createDrawing(device, counting);
  if (memory && given) await upload(gpu, memory.now, toQuads(given));
  if ('values' in initial) await upload(gpu, particles, toQuads(initial));
  else await drawInitial(initial);

  async function drawInitial({
    mean,
    deviation,
  }: Exclude<SamplingPlan['initial'], { values: unknown }>): Promise<void> {
    const normals = Float32Array.from(mean.flatMap((m, j) => [m, deviation[j]!]));
    const start = { buffer: await buffers.filled('start', normals) };
    const parts = ['sampling/dispatch', 'random/philox', 'random/normal', ...known.parts, 'sampling/initial_particles'];
    const kernel = await device.kernel(parts, { ...known.constants, PARTICLES_STREAM: streams.particles });
    const draw = kernel.bind({ ...sampled, ...known.buffers, start });
    const most = 64 * gpu.limits.maxComputeWorkgroupsPerDimension;
    for (let first = 0; first < quads; first += most) {
      const end = Math.min(first + most, quads);
      const nothing = { first: 0, end: 0, first_stage: 0, end_stage: 0 };
      const offset = records.add({ ...common, ...nothing, first_quad: first, end_quad: end });
      draw.dispatch(recording.pass(), offset, Math.ceil((end - first) / 64));
    }
    recording.submit();
  }

  return {
    work: 4 * kernels.work,
    quads,
    unit: kernels.quadsPerWorkgroup,
    mostQuads: kernels.quadsPerWorkgroup * kernels.mostWorkgroups,
    mostUpdates: kernels.form === 'lanes' ? Number.POSITIVE_INFINITY : 1,
    mostPieces,
    steadyUpdates,
    enqueue({ first, end, firstQuad: first_quad, endQuad: end_quad }) {
      const offset = records.add({ ...common, first, end, ...table.span(first, end), first_quad, end_quad });
      kernels.encode(recording.pass(), offset, end_quad - first_quad);
    },
    submit: recording.submit,
    async completion() {
      recording.copy(diverged, verdict, 4);
      recording.submit();
      const [flag] = new Uint32Array(await read(device, verdict, 4));
      device.requireHealthy();
      return flag === 0;
    },
    save() {
      recording.copy(particles, kept, bytes);
      if (memory) recording.copy(memory.now, memory.kept, bytes);
      recording.clear(diverged);
    },
    restore() {
      recording.copy(kept, particles, bytes);
      if (memory) recording.copy(memory.kept, memory.now, bytes);
    },
    async read(part = 'particles') {
      recording.submit();
      const values = new Float32Array(await download(device, part === 'particles' ? particles : memory!.now, bytes));
      device.requireHealthy();
      return fromQuads(values, count, dimension);
    },
    async counts(grid) {
      recording.submit();
      const cells = await counting.prepare(grid.cells);
      cells.submit(grid);
      const counts = new Uint32Array(await download(device, cells.counts, 4 * grid.cells));
      device.requireHealthy();
      return counts;
    },
    draw(...wanted) {
      recording.submit();
      return drawing.draw(...wanted);
    },
    dispose() {
      drawing.dispose();
      counting.dispose();
      buffers.dispose();
    },
  };
}
