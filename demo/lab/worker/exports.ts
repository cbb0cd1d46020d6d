import { writeModel } from '../../../src/index.ts';
import type { ExportReport, Request } from '../protocol.ts';
import type { Settings } from '../settings/settings.ts';
import type { Particles } from './particles.ts';
import { modelOf, type State } from './state.ts';

/** What there is to take away. */
export interface Exportable {
  readonly settings: Settings;
  readonly state: State | undefined;
  readonly panes: readonly Particles[];
}

/** Writes a file of what was asked for, or says why there is none. */
export async function exportOf(
  { id, what }: Extract<Request, { kind: 'export' }>,
  { state }: Exportable,
): Promise<ExportReport> {
  if (!state) return { kind: 'exported', id, name: '', bytes: undefined, refused: 'There is nothing yet.' };
  const bytes = writeModel(await modelOf(state)) as Uint8Array<ArrayBuffer>;
  return { kind: 'exported', id, name: `${what}.safetensors`, bytes, refused: undefined };
}
