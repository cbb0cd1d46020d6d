import { percent, significant } from '../../words.ts';
import { fontOf } from '../drawing/axes.ts';
import { pictureOf } from '../drawing/picture.ts';
import { type Sheet, themeOf } from '../drawing/sheet.ts';
import type { JudgedRun } from './judged_run.ts';

const lineHeight = 19;
const columns = [0, 110, 190, 330] as const;

/** The judgement as a file: its sentences, and its tables. */
export function measuresPicture(format: 'png' | 'svg', element: Element, run: JudgedRun): Promise<Blob> {
  const width = Math.max(400, element.clientWidth);
  const theme = themeOf(element);
  const rows = run.panes.flatMap(({ words, measures, weights }): (readonly string[])[] => [
    ...words.flatMap((sentence) => wrapped(sentence, width / 6.6)).map((line) => [line]),
    [],
    ...(measures.length > 0 ? [['Distance', 'of these', 'of perfect draws', 'ratio']] : []),
    ...measures.map(({ name, value, floor, floorDeviation }) => [
      ...[name, significant(value), `${significant(floor)} ± ${significant(floorDeviation, 2)}`],
      (value / floor).toFixed(2),
    ]),
    ...(weights.length > 0 ? [[], ['Mode', 'found', 'expected']] : []),
    ...weights.map(({ found, expected, error }, i) => [
      ...[String(i + 1), percent(found), `${percent(expected)} ± ${(100 * error).toFixed(1)}`],
    ]),
    [],
  ]);
  const height = lineHeight * (rows.length + 1);
  return pictureOf(format, { width, height, theme }, (sheet) => write(sheet, rows), 'How good the samples are');
}

function write(sheet: Sheet, rows: readonly (readonly string[])[]): void {
  const { context, theme } = sheet;
  context.font = fontOf(sheet, 12);
  context.fillStyle = theme.ink;
  for (const [i, row] of rows.entries()) {
    for (const [j, text] of row.entries()) context.fillText(text, 8 + columns[j]!, lineHeight * (i + 1));
  }
}

/** Words in lines of about so many characters. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
