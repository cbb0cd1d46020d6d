import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import { FileError } from '../../src/files/file_error.ts';
import { listed, printable, quoted, quotedWhole } from '../../src/quoted.ts';

test.each([
  ['an escape sequence', '\u001b[2J', '"\\u001b[2J"'],
  ['the one-byte form of its beginning', '\u009b31m', '"\\u009b31m"'],
  ['a line end', 'a\nb', '"a\\nb"'],
  ['DEL', '\u007f', '"\\u007f"'],
  ['marks that turn the direction', 'a\u202eb\u2066c', '"a\\u202eb\\u2066c"'],
  ['marks without width', 'a\u200bb\ufeff', '"a\\u200bb\\ufeff"'],
  ['half of a surrogate pair', '\ud800x', '"\\ud800x"'],
  ['quotes', 'a "b"', '"a \\"b\\""'],
  ['letters of any script, and emoji', 'größe 数 🙂', '"größe 数 🙂"'],
])('a quoted text shows %s', (_, text, shown) => {
  expect(quotedWhole(text)).toBe(shown);
});

test('a text of any length is quoted by its beginning, and a list by its first names', () => {
  expect(quoted('x'.repeat(1000))).toBe(`"${'x'.repeat(60)}…"`);
  expect(quoted('\u001b'.repeat(60)).length).toBeLessThanOrEqual(120);
  // The cut goes through a pair.
  expect(quoted(`${'x'.repeat(59)}🙂🙂`)).toBe(`"${'x'.repeat(59)}\\ud83d…"`);
  expect(listed(['a', 'b'])).toBe('"a", "b"');
  expect(listed(Array.from({ length: 12 }, (_, i) => `${i}`))).toMatch(/"9", … 12 in all$/);
});

test('no text makes a message hold what a terminal obeys', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const messages = [
        quoted(text),
        printable(text),
        new FileError('csv', text, text, text).message,
        new ArgumentError('x', text, 'another').message,
        new ArgumentError('x', [text], 'another').message,
        new ArgumentError('x', { [text]: 1 }, 'another', text).message,
      ];
      for (const message of messages) {
        expect(message.isWellFormed()).toBe(true);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
        expect(message).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }
    }),
  );
});
