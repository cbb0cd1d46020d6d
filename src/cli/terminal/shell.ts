/** A word as a shell takes it, whatever is in it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** An option with its value, for a shell: as one word where the value would be taken for an option itself. */
export function optionWith(name: string, value: string): string {
  return value.startsWith('-') ? quoted(`${name}=${value}`) : `${name} ${quoted(value)}`;
}
