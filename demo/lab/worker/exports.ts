import {
  csvHeader,
  csvLines,
  type Points,
  points,
  writeCheckpoint,
  writeModel,
  writeNpy,
  writeOnnx,
} from '../../../src/index.ts';
import type { ExportName, ExportReport, Request } from '../protocol.ts';
import { codeOf } from '../run/code.ts';
import { commandOf } from '../run/command.ts';
import type { Recorded, Table } from '../run/record.ts';
import { comfortableParticles } from './open_engine.ts';
import type { Particles } from './particles.ts';
import { lookedAt, modelOf, type State } from './state.ts';

/** What there is to take away. */
export interface Exportable {
  readonly state: State | undefined;
  readonly panes: readonly Particles[];
  /** Whether they move, and so are to come to their end. */
  readonly moving: boolean;
  /** Of the file that the data are from. */
  readonly table: Table | undefined;
}

/** The name of a file, and what is in it. */
interface Export {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer> | string;
}

/** Writes a file of what was asked for, or says why there is none. */
export async function exportOf(
  { id, what }: Extract<Request, { kind: 'export' }>,
  { state, ...others }: Exportable,
): Promise<ExportReport> {
  try {
    if (!state) throw new Error('There is nothing to take away: the settings stand for nothing that can be learned.');
    const { name, content } = await writers[what]({ state, ...others });
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return { kind: 'exported', id, name, bytes, refused: undefined };
  } catch (error) {
    // A device that was lost is found to be so by what comes next.
    const refused = error instanceof Error ? error.message : String(error);
    return { kind: 'exported', id, name: '', bytes: undefined, refused };
  }
}

interface Present extends Exportable {
  readonly state: State;
}

const writers: Readonly<Record<ExportName, (present: Present) => Promise<Export>>> = {
  async model({ state }) {
    return { name: `${nameOf(state)}.safetensors`, content: writeModel(await modelOf(state)) };
  },
  async checkpoint({ state }) {
    const { learning, given } = state;
    if (!learning)
      throw new Error(
        `The state of its training is not in a network that ${given?.from === 'file' ? 'is from a file' : 'came with the page'}: train one, or take the model alone.`,
      );
    const { checkpoint } = await learning.keep();
    return { name: `${baseOf(state)}-${checkpoint.step}-checkpoint.safetensors`, content: writeCheckpoint(checkpoint) };
  },
  async onnx({ state }) {
    return { name: `${nameOf(state)}.onnx`, content: writeOnnx(await modelOf(state)) };
  },
  async 'data-npy'({ state }) {
    const { source } = state.settings;
    return { name: source === 'painting' ? 'painting.npy' : 'data.npy', content: writeNpy(state.problem.data) };
  },
  async 'samples-npy'(present) {
    return { name: `${samplesNameOf(present)}.npy`, content: writeNpy(await samplesOf(present)) };
  },
  async 'samples-csv'(present) {
    const samples = await samplesOf(present);
    return { name: `${samplesNameOf(present)}.csv`, content: csvOf(samples, headingOf(present)) };
  },
  async code(present) {
    return { name: 'run.mjs', content: codeOf(recordOf(present)) };
  },
  async command(present) {
    return { name: 'run.sh', content: commandOf(recordOf(present), present.state.problem) };
  },
};

/** Such as `scorefield-two_moons`. */
function baseOf({ settings: { source } }: State): string {
  return `scorefield-${source}`;
}

const nameOf = (state: State): string => `${baseOf(state)}-${lookedAt(state)}`;

function samplesNameOf({ state, panes }: Present): string {
  const { completed, total } = firstOf(panes);
  const moment = completed < total ? `-update-${completed}` : '';
  return `${nameOf(state)}-${state.settings.method}${moment}`;
}

function samplesOf({ panes }: Present): Promise<Points> {
  return firstOf(panes).samples();
}

function firstOf([first]: readonly Particles[]): Particles {
  if (first && first.completed > 0) return first;
  throw new Error('Nothing is sampled yet: let the particles move first.');
}

/** As the command line heads them. */
function headingOf({ state }: Present): readonly string[] {
  const { names, dimension } = state.problem;
  return names ?? (dimension === 1 ? ['x'] : ['x0', 'x1']);
}

/** Rows that become text at one go. */
const rowsAtOnce = 65_536;

function csvOf({ values, shape: [count, dimension] }: Points, names: readonly string[]): string {
  const parts = [csvHeader(names)];
  for (let row = 0; row < count; row += rowsAtOnce)
    parts.push(csvLines(points(values.subarray(row * dimension, (row + rowsAtOnce) * dimension), dimension)));
  return parts.join('');
}

function recordOf({ state, panes, moving, table }: Present): Recorded {
  const { settings, engine, given } = state;
  return {
    settings: {
      ...settings,
      particles: panes[0]?.count ?? (settings.particles || comfortableParticles(engine, false)),
    },
    engine: engine.kind,
    trained: lookedAt(state),
    updates: panes.map(({ completed, total }) => (moving || completed === total ? undefined : completed)),
    model: given?.from === 'file' ? given.name : undefined,
    table: settings.source === 'file' ? table : undefined,
  };
}
