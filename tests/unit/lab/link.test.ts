import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChoiceKind, NumberKind } from '../../../demo/lab/settings/kinds.ts';
import { readLink, writeLink } from '../../../demo/lab/settings/link.ts';
import { type PropertyName, propertyNames } from '../../../demo/lab/settings/properties.ts';
import { defaults, propertyOf, type Settings } from '../../../demo/lab/settings/settings.ts';

/** Values that a property may have. */
function valuesOf(name: PropertyName): fc.Arbitrary<unknown> {
  const { kind } = propertyOf(name);
  switch (kind.type) {
    case 'integer': {
      const { least, most } = kind as unknown as NumberKind;
      return fc.maxSafeInteger().map((value) => least + (Math.abs(value) % (most - least + 1)));
    }
    case 'number': {
      const { least, most } = kind as unknown as NumberKind;
      return fc.double({ min: least, max: most, noNaN: true });
    }
    case 'choice':
      return fc.constantFrom(...(kind as unknown as ChoiceKind<string>).choices);
    case 'flag':
      return fc.boolean();
    case 'widths':
      return fc.array(fc.integer({ min: 1, max: 256 }), { maxLength: 6 });
    default:
      return fc.string({ unit: 'grapheme' }).filter((value) => kind.accepts(value));
  }
}

const settings = fc
  .record(Object.fromEntries(propertyNames.map((name) => [name, valuesOf(name)])), { requiredKeys: [] })
  .map((some) => ({ ...defaults, ...some }) as Settings);
const counts = fc.option(fc.nat({ max: 1e9 }), { nil: undefined });
const states = fc.record({ settings, trained: counts, sampled: counts });

describe('a link', () => {
  test('gives back the state that it was written of', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(readLink(writeLink(state))).toEqual({ ...state, refused: [] });
      }),
    );
  });

  test('survives being an address', () => {
    fc.assert(
      fc.property(states, (state) => {
        const { hash } = new URL(writeLink(state), 'https://example.org/lab/');
        expect(readLink(hash).settings).toEqual(state.settings);
      }),
    );
  });

  test('leaves out what has its default', () => {
    expect(writeLink({ settings: defaults, trained: undefined, sampled: undefined })).toBe('#v=1');
    const rings = { ...defaults, source: 'rings' as const };
    expect(writeLink({ settings: rings, trained: 3000, sampled: 0 })).toBe('#v=1&source=rings&trained=3000&sampled=0');
  });

  test('that anyone may have written gives settings that are allowed, and says what it did not take', () => {
    const entries = fc.array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom<string>(...propertyNames, 'trained', 'sampled', 'v', '__proto__', 'constructor'),
          fc.string(),
        ),
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom(
            '1e999',
            '-1',
            'NaN',
            '0x10',
            '1e-400',
            '',
            'null',
            '9007199254740993',
            '<img src=x>',
            '64,,64',
          ),
        ),
      ),
    );
    const hashes = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webFragments(),
      entries.map((pairs) => `#v=1&${new URLSearchParams(pairs)}`),
      fc.tuple(states, fc.nat(), fc.string({ maxLength: 3 })).map(([state, at, text]) => {
        const link = writeLink(state);
        return link.slice(0, at % link.length) + text + link.slice((at % link.length) + 1);
      }),
    );
    fc.assert(
      fc.property(hashes, (hash) => {
        const read = readLink(hash);
        expect(Object.keys(read.settings)).toEqual(propertyNames);
        const refused = propertyNames.filter((name) => !propertyOf(name).kind.accepts(read.settings[name]));
        expect(refused).toEqual([]);
        for (const count of [read.trained, read.sampled]) {
          if (count !== undefined) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        }
        for (const sentence of read.refused) expect(sentence).toMatch(/\.$/);
      }),
    );
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test.each([
    ['#source=rings', 'The link is of no version of this page, which reads version 1.'],
    ['#v=2', 'The link is of another version of this page, which reads version 1.'],
    ['#v=1&rate=99', 'Rate (rate): "99" is not a number from 1e-7 to 10.'],
    ['#v=1&nonsense=1', 'There is no setting of the name "nonsense".'],
    ['#v=1&trained=-1', 'trained: -1 is not a whole number from 0 to 1000000000.'],
    [`#${'x'.repeat(20_000)}`, 'The link is 20000 characters long; those of this page have at most 16384.'],
  ])('such as %.20s is refused in a sentence, and all has its default', (hash, sentence) => {
    expect(readLink(hash)).toEqual({ settings: defaults, trained: undefined, sampled: undefined, refused: [sentence] });
  });

  test('of the largest painting can be read', () => {
    const painting = 'f_f_AA'.repeat(1024);
    const state = { settings: { ...defaults, source: 'painting' as const, painting }, trained: 1, sampled: 1 };
    expect(readLink(writeLink(state))).toEqual({ ...state, refused: [] });
  });
});
