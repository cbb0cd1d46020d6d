import type { Table } from '../../tutorial/tables.ts';

/** Aligned columns: the first to the left, the others to the right. */
export function textTable({ head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]): string =>
    line
      .map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!)))
      .join('   ')
      .trimEnd();
  return `${lines.map(format).join('\n')}\n`;
}
