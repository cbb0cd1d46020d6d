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
  return quotedBeginning(text, 60);
}

/** Names from outside for a message: the first ten, and how many there are. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, 10).map((name) => quotedBeginning(name, 40));
  return first.join(', ') + (names.length > 10 ? `, … ${names.length} in all` : '');
}

/** So many characters of a text, and fewer of one of many escapes, which are longer than what they stand for. */
function quotedBeginning(text: string, most: number): string {
  const beginning = text.length > most ? `${text.slice(0, most)}…` : text;
  const shown = quotedWhole(beginning);
  return shown.length > 2 * most ? quotedWhole(`${text.slice(0, most / 4)}…`) : shown;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
