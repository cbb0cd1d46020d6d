import type { BlockScore } from '../engines/cpu/block_score.ts';
import type { BlockTangents } from '../engines/cpu/block_tangents.ts';
import type { WasmField, WasmRequest } from '../engines/wasm/sampling/wasm_score.ts';
import type { Buffers } from '../engines/webgpu/device/buffers.ts';
import type { Device } from '../engines/webgpu/device/device.ts';
import type { ScoreKernels } from '../engines/webgpu/sampling/score_kernels.ts';
import type { TangentKernels } from '../engines/webgpu/sampling/tangent_kernels.ts';
import type { Noise } from '../noise.ts';
import type { Moments } from '../spread.ts';
import type { Transform } from '../transform.ts';
import type { Score } from './score.ts';

/** What a sampler needs to know of a score function before it runs. */
export interface FieldDescription {
  readonly dimension: number;
  /** The noise levels that it was made for. */
  readonly noise?: Noise;
  /** Where x and σ are in standardised units. */
  readonly transform?: Transform;
  /** Of the data, in those units. */
  readonly moments?: Moments;
  /** Particles that it is for, where it differs from one to the next. */
  readonly particles?: number;
}

/** What the kernels of a score function are made for. */
export interface KernelRequest {
  readonly device: Device;
  readonly buffers: Buffers;
  /** The values of σ, each once, by the index that a stage names. */
  readonly sigmas: readonly number[];
  /** Quads of particles. */
  readonly quads: number;
  /** The whole run of which this is a part: variants of kernels are chosen by it. */
  readonly run: { readonly particles: number; readonly updates: number };
}

/** All that a kind of score function means. Engines tell no kinds apart: they ask its module. */
export interface FieldKind<Kind extends Score = Score> {
  /** Checks one, which may come from outside this library, and returns a copy as plain data. @throws ArgumentError */
  check(argument: string, given: Kind, fields: Fields): Kind;
  describe(score: Kind, fields: Fields): FieldDescription;
  /**
   * The score of `count` of the particles that it is for, from number `first` on; one that is the same for all particles is its own part.
   */
  part(score: Kind, first: number, count: number, fields: Fields): Kind;
  /** Its evaluation in float64. @throws ArgumentError where it has none. */
  onCpu(score: Kind, fields: Fields): BlockScore;
  /** The same with products of its Jacobian and so many tangents. @throws ArgumentError where it has none. */
  tangentsOnCpu(score: Kind, count: number, fields: Fields): BlockTangents;
  /** The scores that its kernels in WebAssembly add up. @throws ArgumentError where it has none */
  onWasm(score: Kind, request: WasmRequest, fields: Fields): WasmField[];
  /** The same where products of their Jacobians are wanted, too. @throws ArgumentError likewise */
  tangentsOnWasm(score: Kind, request: WasmRequest, fields: Fields): WasmField[];
  /** Its kernels. @throws ArgumentError where it has none, or a device cannot hold them. */
  onWebgpu(score: Kind, request: KernelRequest, fields: Fields): Promise<ScoreKernels>;
  /** The summands of it with products of their Jacobians and so many tangents. @throws ArgumentError likewise */
  tangentsOnWebgpu(score: Kind, count: number, request: KernelRequest, fields: Fields): Promise<TangentKernels[]>;
}

/** Finds the module of a score function, for those that are made of others. @param argument what a refusal calls it */
export type Fields = (score: Score, argument?: string) => FieldKind;
