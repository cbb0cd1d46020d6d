import { type Calls, code, written } from './javascript.ts';
import { readPainting } from './painting.ts';
import { columnsOf } from './problem.ts';
import { fileNameOf, type Recorded } from './record.ts';

/** Lines that make `data`, and `target` where they are drawn from one. */
export function dataLines({ settings, table }: Recorded, { call }: Calls): string[] {
  const { source, points, seed, painting } = settings;
  if (source === 'file') return fileLines({ settings, table }, call);
  const draws = `const data = target.sample(${points}, { seed: ${seed} });`;
  if (source !== 'painting') return [`const target = ${written(call('targetNamed', source))};`, draws];
  const spots = (readPainting(painting) ?? []).map(({ x, y, deviation }) => [x, y, deviation]);
  const mixture = {
    weights: code('spots.map(() => 1)'),
    means: code('spots.map(([x, y]) => [x, y])'),
    deviations: code('spots.map(([, , deviation]) => deviation)'),
  };
  return [
    '// Of each spot: x, y, deviation.',
    `const spots = [\n${spots.map((spot) => `  ${written(spot)},\n`).join('')}];`,
    `const target = ${written(call('gaussianMixture', mixture))};`,
    draws,
  ];
}

function fileLines({ settings, table }: Pick<Recorded, 'settings' | 'table'>, call: Calls['call']): string[] {
  const file = code(`await readFile(${written(fileNameOf(settings))})`);
  const { read: options = {} } = table ?? {};
  const given = Object.keys(options).length > 0 ? `, ${written(options)}` : '';
  const read = `await ${written(call('readPoints', code(`${written(file)}${given}`)))}`;
  const chosen = columnsOf(settings, table?.columns ?? 2);
  if (chosen.length === table?.columns && chosen.every((column, i) => column === i))
    return [`const { points: data } = ${read};`];
  const cells = `(_, row) => ${written(chosen)}.map((column) => table.values[row * columns + column])`;
  const values = `Array.from({ length: rows }, ${cells}).flat(), ${chosen.length}`;
  return [
    `const { points: table } = ${read};`,
    'const [rows, columns] = table.shape;',
    `const data = ${written(call('points', code(values)))};`,
  ];
}
