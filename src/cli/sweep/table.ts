import { csvHeader } from '../../files/index.ts';
import { count } from '../../tutorial/numbers.ts';
import type { Table } from '../../tutorial/tables.ts';
import { describeAdapterShortly } from '../engine_words.ts';
import type { Settings } from '../options/sweep.ts';
import { type SweepFolder, sweepFiles } from './folder.ts';
import { type RunRecord, ranked } from './record.ts';
import { describeRun } from './runs.ts';

type Type = 'STRING' | 'DOUBLE' | 'INT32' | 'INT64' | 'BOOLEAN';

interface Column {
  readonly name: string;
  /** As Parquet calls it. */
  readonly type: Type;
  /** One for each row; undefined where there is none. */
  readonly cells: readonly (string | number | boolean | undefined)[];
}

/** Settings that are always numbers; others may be words or lists. Steps have a column in any case. */
const numeric: readonly string[] = ['weighting', 'learning-rate', 'beta2', 'weight-decay', 'ema'];

/**
 * Writes the tables of a sweep from the records of all runs that have ended, and again where another process has ended one
 * meanwhile: so the last to write leaves them all. @throws PathError
 */
export async function writeTables(folder: SweepFolder): Promise<RunRecord[]> {
  for (let records = folder.records(); ; ) {
    const columns = columnsOf(records);
    folder.write(sweepFiles.csv, csvOf(columns));
    folder.write(sweepFiles.parquet, await parquetOf(columns));
    const now = folder.records();
    if (now.length === records.length) return now;
    records = now;
  }
}

/** The best runs for people to read, the best of them marked. */
export function rankingOf(records: readonly RunRecord[], common: Settings): Table {
  const inWords = (value: number | undefined, digits: number): string => value?.toPrecision(digits) ?? '';
  return {
    head: ['  run', 'loss held out', '± error', 'loss in training'],
    rows: ranked(records)
      .slice(0, shown)
      .map((record, rank) => [
        `${rank === 0 ? '*' : ' '} ${record.run}: ${describeRun(record, common)}`,
        inWords(record.heldOutLoss, 5),
        inWords(record.heldOutError, 2),
        inWords(record.trainingLoss, 5),
      ]),
  };
}

const shown = 20;

/** What the ranking leaves out. */
export function notInRanking(records: readonly RunRecord[], common: Settings): string[] {
  const beyond = ranked(records).length - shown;
  return [
    ...(beyond > 0 ? [`and ${count(beyond)} more, in ${sweepFiles.csv}`] : []),
    ...records
      .filter(({ heldOutLoss }) => heldOutLoss === undefined)
      .map((record) => {
        const how = record.divergedAt === undefined ? 'has no finite loss' : `diverged at step ${record.divergedAt}`;
        return `run ${record.run} ${how}: ${describeRun(record, common)}`;
      }),
  ];
}

function columnsOf(records: readonly RunRecord[]): Column[] {
  const best = ranked(records)[0]?.run;
  const options = [...new Set(records.flatMap(({ settings }) => Object.keys(settings)))].filter((it) => it !== 'steps');
  const column = (name: string, type: Type, cell: (record: RunRecord) => Column['cells'][number]): Column => ({
    ...{ name, type },
    cells: records.map(cell),
  });
  return [
    column('run', 'INT32', ({ run }) => run),
    ...options.map((option) => {
      const isNumber = numeric.includes(option);
      return column(option.replaceAll('-', '_'), isNumber ? 'DOUBLE' : 'STRING', ({ settings }) => {
        const given = settings[option];
        return isNumber && given !== undefined ? Number(given) : given;
      });
    }),
    column('seed', 'INT64', ({ seed }) => seed),
    column('status', 'STRING', ({ status }) => status),
    column('steps', 'INT32', ({ steps }) => steps),
    column('diverged_at', 'INT32', ({ divergedAt }) => divergedAt),
    column('training_loss', 'DOUBLE', ({ trainingLoss }) => trainingLoss),
    column('held_out_loss', 'DOUBLE', ({ heldOutLoss }) => heldOutLoss),
    column('held_out_error', 'DOUBLE', ({ heldOutError }) => heldOutError),
    column('best', 'BOOLEAN', ({ run }) => run === best),
    column('seconds', 'DOUBLE', ({ seconds }) => seconds),
    column('resumed_from', 'INT32', ({ resumedFrom }) => resumedFrom),
    column('engine', 'STRING', ({ engine }) => engine),
    column('adapter', 'STRING', ({ adapter }) => describeAdapterShortly(adapter)),
    column('model', 'STRING', ({ model }) => model),
  ];
}

function csvOf(columns: readonly Column[]): string {
  const rows = columns[0]!.cells.map((_, row) => columns.map(({ cells }) => String(cells[row] ?? '')));
  // Texts are quoted as names are.
  return [columns.map(({ name }) => name), ...rows].map(csvHeader).join('');
}

async function parquetOf(columns: readonly Column[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map(({ name, type, cells }) => {
    const data = cells.map((cell) => (type === 'INT64' && cell !== undefined ? BigInt(cell) : (cell ?? null)));
    return { name, type, data, nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'scorefield' }));
}
