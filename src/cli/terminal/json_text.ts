import { printable } from '../../quoted.ts';

/** A value as JSON for standard output, which may be a terminal: what it would obey is escaped, as JSON allows. */
export function jsonText(value: unknown): string {
  return `${printable(JSON.stringify(value, null, 2))}\n`;
}
