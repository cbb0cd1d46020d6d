/** The name of a column as `--columns` reads it. */
export function columnCell(name: string): string {
  return /[",\r\n]|^-|\.\.|^\d/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
