/** A text from a file for a message, in quotes: its beginning, for it may be of any length. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
