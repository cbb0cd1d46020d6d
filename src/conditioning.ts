import {
  requireFloat32,
  requireInteger,
  requireOneOf,
  requirePositive,
  squarable,
  standardiseTheData,
} from './errors.ts';
import { requireKeys } from './require_options.ts';

/**
 * How the network is conditioned on σ: by σ itself (the tutorial), by ln σ, or by sines and cosines of ln σ at this
 * many frequencies ω_k = 2^(k/2 − 1), k = 0, 1, …
 */
export type Conditioning = 'sigma' | 'log-sigma' | { readonly fourier: number };

/**
 * What the network's output stands for: the score; σ times the score, so that s = net/σ (Song and Ermon 2020, technique
 * 3); or the preconditioned form of EDM (Karras et al. 2022, table 1) for data of this standard deviation.
 */
export type Output = 'score' | 'over-sigma' | { readonly edm: number };

/** Most frequencies of Fourier features: beyond, float32 would lose digits of ω·ln σ that a sine needs. */
const mostFrequencies = 8;

/** Returns a copy. @throws ArgumentError unless it is one of the ways above. */
export function conditioningOf(argument: string, given: Conditioning): Conditioning {
  if (typeof given === 'object' && given !== null && 'fourier' in given) {
    requireKeys(argument, given, { fourier: true });
    requireInteger(`${argument}.fourier`, given.fourier, 1, mostFrequencies);
    return { fourier: given.fourier };
  }
  requireOneOf(argument, given, ['sigma', 'log-sigma'], '{ fourier: number of frequencies }');
  return given;
}

/** Returns a copy. @throws ArgumentError unless it is one of the forms above. */
export function outputOf(argument: string, given: Output): Output {
  if (typeof given === 'object' && given !== null && 'edm' in given) {
    requireKeys(argument, given, { edm: true });
    requirePositive(`${argument}.edm`, given.edm);
    // Scores and scales take its square.
    requireFloat32(`${argument}.edm`, given.edm, { ...squarable, remedy: standardiseTheData });
    return { edm: given.edm };
  }
  requireOneOf(argument, given, ['score', 'over-sigma'], '{ edm: deviation of the data }');
  return given;
}

/** Number of inputs that condition the network on σ. */
export function featureCount(conditioning: Conditioning): number {
  return typeof conditioning === 'object' ? 2 * conditioning.fourier : 1;
}

/** Input number i (from 0) that conditions the network on σ. Twin: shaders/network/conditioning/. */
export function feature(conditioning: Conditioning, i: number, sigma: number): number {
  if (conditioning === 'sigma') return sigma;
  if (conditioning === 'log-sigma') return Math.log(sigma);
  const phase = 2 ** ((i >> 1) / 2 - 1) * Math.log(sigma);
  return i % 2 === 0 ? Math.sin(phase) : Math.cos(phase);
}

/** Factors that make a score of a network: s = skip·x̃ + output·net(input·x̃, features). Twin: shaders/output/. */
export interface Scales {
  readonly input: number;
  readonly output: number;
  readonly skip: number;
}

/**
 * For EDM the denoiser is D = c_skip·x̃ + c_out·net(c_in·x̃), and its score (D − x̃)/σ², in which the terms of 1/σ²
 * cancel: −x̃/(σ² + σ_d²) + net·σ_d/(σ·√(σ² + σ_d²)).
 */
export function scalesOf(output: Output, sigma: number): Scales {
  if (output === 'score') return { input: 1, output: 1, skip: 0 };
  if (output === 'over-sigma') return { input: 1, output: 1 / sigma, skip: 0 };
  const variance = sigma ** 2 + output.edm ** 2;
  const deviation = Math.sqrt(variance);
  return { input: 1 / deviation, output: output.edm / (sigma * deviation), skip: -1 / variance };
}
