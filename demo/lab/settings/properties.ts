import type { Activation, EngineKind } from '../../../src/index.ts';
import { methodNames } from '../methods.ts';
import { choice, flag, integer, type Kind, real, text, widths } from './kinds.ts';

// Of the library only types: the page needs none of it, and would download it for these few names.
export const activations = ['relu', 'silu', 'tanh', 'softplus'] as const satisfies readonly Activation[];
export const engineKinds = ['webgpu', 'wasm', 'cpu'] as const satisfies readonly EngineKind[];
/** Of a hidden layer. */
export const maximumWidth = 512;

/** What a change of a property begins again: the training, the sampling, or nothing but what is looked at. */
export type Part = 'training' | 'sampling' | 'view' | 'engine';

export interface Property<Value = unknown> {
  readonly kind: Kind<Value>;
  readonly part: Part;
  /** Beside its control. */
  readonly label: string;
  /** What it does, in a sentence. */
  readonly help: string;
}

const property = <Value>(part: Part, kind: Kind<Value>, label: string, help: string): Property<Value> => ({
  ...{ kind, part, label, help },
});

/** Targets that the page offers, in the order of their pictures; and data of the user's own. */
export const targets = [
  ...['two_moons', 'pinwheel', 'two_spirals', 'rings', 'eight_gaussians', 'twenty_five_gaussians'],
  ...['checkerboard', 'swiss_roll', 'circles', 'tutorial'],
] as const;
export const sources = [...targets, 'painting', 'file'] as const;

const surfaces = ['density', 'magnitude', 'error', 'none'] as const;
export const arrows = ['arrows', 'streamlines', 'none'] as const;

const sigmas = { least: 0.0001, most: 10_000 };
const [training, sampling, view, engine] = ['training', 'sampling', 'view', 'engine'] as const;

/** Everything that can be chosen on the page, in one list: the controls, the link, and what a worker is sent are made of it. */
export const properties = {
  engine: property(
    engine,
    choice('auto', ['auto', ...engineKinds]),
    'Engine',
    'What computes: the graphics card, all processors by WebAssembly, or the plain reference.',
  ),
  seed: property(
    training,
    integer(1, { least: 0, most: Number.MAX_SAFE_INTEGER }),
    'Seed',
    'Key of all random numbers: data, first weights, noise, particles.',
  ),

  source: property(training, choice('two_moons', sources), 'Data', 'What is to be learned.'),
  points: property(
    training,
    integer(20_000, { least: 4, most: 1_000_000 }),
    'Points',
    'How many draws of the data are trained on.',
  ),
  painting: property(
    training,
    text(8192, /^[\w-]*$/, 'as this page writes a painting'),
    'Painting',
    'What was painted.',
  ),
  file: property(
    training,
    text(200, /^[^\p{Cc}]*$/u, 'the name of a file'),
    'File',
    'The file that the data are from, and a fingerprint of them.',
  ),
  columnX: property(
    training,
    integer(0, { least: 0, most: 65_534 }),
    'Column x',
    'Column of the file that is drawn from left to right.',
  ),
  columnY: property(
    training,
    integer(1, { least: -1, most: 65_534 }),
    'Column y',
    'Column of the file that is drawn upwards.',
  ),
  standardise: property(
    training,
    choice('none', ['none', 'columns', 'global', 'robust']),
    'Standardise',
    'Bring the data to mean 0 and deviation 1 before training.',
  ),

  hidden: property(
    training,
    widths([64, 64], { least: 1, most: maximumWidth, layers: 6 }),
    'Layers',
    'Widths of the hidden layers of the network.',
  ),
  activation: property(
    training,
    choice('silu', activations),
    'Activation',
    'What each hidden unit applies to its sum.',
  ),
  conditioning: property(
    training,
    choice('fourier:4', ['sigma', 'log-sigma', 'fourier:4']),
    'Conditioned on',
    'How the network is given σ: as it is, its logarithm, or sines and cosines of that.',
  ),
  output: property(
    training,
    choice('edm', ['score', 'over-sigma', 'edm']),
    'Output',
    'What the network computes: the score, σ times the score, or the form of EDM (Karras et al. 2022).',
  ),
  detail: property(
    training,
    real(0.2, { least: 0.01, most: 10 }),
    'EDM deviation',
    'Of the form of EDM: its deviation over that of the data. Smaller ones see finer detail.',
  ),

  sigmaFrom: property(training, real(5, sigmas), 'Largest σ', 'The first noise level: about the size of the data.'),
  sigmaTo: property(
    training,
    real(0.02, sigmas),
    'Smallest σ',
    'The last noise level: finer detail than this is not learned.',
  ),
  levels: property(
    training,
    integer(24, { least: 2, most: 256 }),
    'Noise levels',
    'How many levels there are, evenly spaced in ln σ.',
  ),
  noisePerRow: property(
    training,
    choice('log-uniform', ['all-levels', 'one-level', 'log-uniform', 'log-normal']),
    'σ of a row',
    'Which noise a datum meets in a step: all levels, one of them, any between, or log-normal.',
  ),
  perturbation: property(
    training,
    choice('independent', ['independent', 'shared']),
    'Noise',
    'Drawn for every row, or shared by the levels of a datum.',
  ),

  steps: property(training, integer(6000, { least: 1, most: 1_000_000 }), 'Steps', 'Training steps in all.'),
  batch: property(
    training,
    integer(512, { least: 0, most: 1_000_000 }, 'all'),
    'Batch',
    'Data that a step draws, or all of them.',
  ),
  rate: property(
    training,
    real(0.01, { least: 1e-7, most: 10 }),
    'Rate',
    'The learning rate of Adam; the highest where it changes.',
  ),
  schedule: property(
    training,
    choice('cosine', ['constant', 'cosine']),
    'Schedule',
    'The rate stays, or falls to 0 by half a cosine.',
  ),
  warmup: property(
    training,
    integer(100, { least: 0, most: 100_000 }),
    'Warm-up',
    'Steps over which a rate that falls first rises.',
  ),
  beta2: property(training, real(0.99, { least: 0, most: 0.999999 }), 'β₂', 'Decay of the second moment of Adam.'),
  weightDecay: property(
    training,
    real(0, { least: 0, most: 10 }),
    'Weight decay',
    'Part of every weight that a step takes away, times the rate.',
  ),
  averaging: property(
    training,
    real(0.99, { least: 0, most: 0.999999 }),
    'Averaging',
    'Decay of a moving average of the weights, which is what samples are drawn with; 0 for none.',
  ),

  particles: property(
    sampling,
    integer(0, { least: 0, most: 16_777_216 }, 'auto'),
    'Particles',
    'How many are drawn; auto for as many as the engine moves at ease.',
  ),
  score: property(
    sampling,
    choice('learned', ['learned', 'exact']),
    'Score',
    'What the particles follow: the network, or the exact score where it is known.',
  ),
  method: property(sampling, choice('langevin', methodNames), 'Sampler', 'How the particles follow the score.'),
  ladder: property(
    sampling,
    integer(24, { least: 1, most: 1024 }),
    'Levels descended',
    'How many noise levels the sampler descends.',
  ),
  spacing: property(
    sampling,
    choice('geometric', ['geometric', 'karras', 'linear']),
    'Spacing',
    'How the levels lie between the largest and the smallest.',
  ),
  perLevel: property(sampling, integer(20, { least: 1, most: 1000 }), 'Steps a level', 'Of Langevin dynamics.'),
  share: property(sampling, real(0.1, { least: 0.0001, most: 1 }), 'Step size', 'Of Langevin dynamics: over σ².'),
  denoise: property(
    sampling,
    flag(true),
    'Denoise',
    'Of Langevin dynamics: take away the noise of the last level at the end.',
  ),
  churn: property(sampling, real(0, { least: 0, most: 1000 }), 'Churn', 'Of Heun: fresh noise along the way.'),
  corrections: property(
    sampling,
    integer(1, { least: 0, most: 100 }),
    'Corrections',
    'Of predictor–corrector: Langevin steps a level.',
  ),
  snr: property(
    sampling,
    real(0.16, { least: 0.001, most: 0.999 }),
    'Signal to noise',
    'Of predictor–corrector: the ratio that sizes its Langevin steps.',
  ),

  beside: property(
    sampling,
    choice('none', ['none', ...methodNames]),
    'Beside it',
    'A second sampler, on the same random numbers.',
  ),
  besideScore: property(
    sampling,
    choice('learned', ['learned', 'exact']),
    'Its score',
    'What the particles of the second sampler follow.',
  ),
  besideLadder: property(
    sampling,
    integer(18, { least: 1, most: 1024 }),
    'Its levels',
    'How many noise levels the second sampler descends, by the levels of Karras.',
  ),

  sigma: property(
    view,
    real(0.5, { least: 0, most: 1 }),
    'Look at σ',
    'The noise level that the figures show, from the largest (0) to the smallest (1).',
  ),
  follow: property(view, flag(true), 'Follow the particles', 'Show the noise level that the particles have come to.'),
  surface: property(
    view,
    choice('density', surfaces),
    'Behind',
    'What is drawn behind the field: the density that it stands for, its size, or its error.',
  ),
  arrows: property(view, choice('arrows', arrows), 'Field', 'How the score is drawn.'),
  exact: property(
    view,
    flag(false),
    'Exact score',
    'Draw the exact score in place of the learned one, where it is known.',
  ),
  frame: property(
    view,
    integer(-1, { least: -1, most: 100_000 }),
    'Moment of training',
    'Which moment of the training the figures show; −1 for now.',
  ),
  speed: property(view, real(1, { least: 0.01, most: 20 }), 'Speed', 'Of the sampling run: 1 takes about six seconds.'),
  lesson: property(
    view,
    integer(0, { least: 0, most: 7 }),
    'Lesson',
    'Which of the seven lessons is open; 0 for none.',
  ),
} as const;

export type PropertyName = keyof typeof properties;
export const propertyNames = Object.keys(properties) as PropertyName[];
