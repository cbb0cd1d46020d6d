/**
 * What a terminal obeys or hides instead of showing: control characters (C0, DEL, C1), marks that turn the direction of text,
 * separators of lines, marks without width, and halves of surrogate pairs.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is to find
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu;

/** A text with every character that a terminal would obey written as an escape, such as \u001b; line ends and tabs stay. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** A text from outside for a message, in quotes and as a whole, such as the path of a file. */
export function quotedWhole(text: string): string {
  return printable(JSON.stringify(text));
}

/** A text from outside for a message, in quotes: its beginning, for it may be of any length. */
export function quoted(text: string): string {
  return quotedWhole(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** Names from outside for a message: the first ten, and how many there are. */
export function listed(names: readonly string[]): string {
  return names.slice(0, 10).map(quoted).join(', ') + (names.length > 10 ? `, … ${names.length} in all` : '');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
