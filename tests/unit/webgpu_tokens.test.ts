import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt, declarations, renamed } from '../../src/engines/webgpu/wgsl/rename.ts';
import { lineBreak, tokens } from '../../src/engines/webgpu/wgsl/tokens.ts';

const of = (kind: string, text: string) => tokens(text).flatMap((token) => (token.kind === kind ? [token.text] : []));
const rename = (text: string, ...names: string[]) => renamed(text, new Map(names.map((name) => [name, `my_${name}`])));

/** Texts that begin well and go wrong anywhere, and texts of anything. */
const pieces = [
  'a',
  'b',
  'é',
  '.',
  '@',
  '{',
  '}',
  '(',
  ')',
  '<',
  '>',
  ':',
  ';',
  ',',
  '/*',
  '*/',
  '//',
  '\n',
  ' ',
  '1.',
  '0x',
];
const words = ['struct', 'fn', 'var', 'let', 'diagnostic'];
const jumble = fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 40 }).map((parts) => parts.join(''));
const anyText = fc.oneof(jumble, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

test('tells names from members, fields, attributes and numbers', () => {
  const text = 'struct S { @size(N) a: vec2<f32>, @align(8) b: T }\n@must_use fn f(p: S) -> f32 { return p . a.xy.x; }';
  expect(of('name', text)).toEqual('struct S N vec2 f32 T fn f p S f32 return p'.split(' '));
  expect(of('field', text)).toEqual(['a', 'b']);
  expect(of('member', text)).toEqual(['a', 'xy', 'x']);
  expect(of('attribute', text)).toEqual(['size', 'align', 'must_use']);
});

test('takes the words that some attributes hold for words of WGSL', () => {
  const text = '@diagnostic(off, a.b) @builtin(position) @interpolate(flat) @ /* here */ align(a) fn c() {}';
  expect(of('name', text)).toEqual(['a', 'fn', 'c']);
  expect(of('member', text)).toEqual([]);
});

test('knows every form of a number, so that no suffix and no digit is a name', () => {
  const numbers = '1 1u 0x1fu 0XAbi 1.5 .5f 1. 1.f 2.h 1e5 1E-5f 1.e+5h 0x1p-24 0x1.8p3f 0x.8P+1h 0xe 0x1.'.split(' ');
  expect(of('number', numbers.join(' '))).toEqual(numbers);
  expect(tokens('1.5.x')).toHaveLength(3);
  expect(of('name', 'a-0x1e+b')).toEqual(['a', 'b']);
});

test('skips comments, of which those in blocks nest', () => {
  expect(of('name', 'a /* b /* c */ d // */ e\n/* f')).toEqual(['a', 'e']);
  expect(of('name', 'a // b /* c\nd // e')).toEqual(['a', 'd']);
  // Whatever WGSL takes for the end of a line ends a comment: nothing can hide behind one.
  for (const end of ['\n', '\r\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029']) {
    expect(of('name', `// a${end}b`)).toEqual(['b']);
    expect(`1${end}2`.split(lineBreak)).toEqual(['1', '2']);
  }
});

test('takes names in any script', () => {
  expect(of('name', 'let Δέλτα = 変数_1 + 𝒳 * _a;')).toEqual(['let', 'Δέλτα', '変数_1', '𝒳', '_a']);
});

test('the tokens of any text follow one another and stand where they say', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let last = 0;
      for (const { text: token, start, end } of tokens(text)) {
        expect(text.slice(start, end)).toBe(token);
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
    }),
  );
});

test('renames names and nothing else', () => {
  expect(rename('a.a(a) /* a */ + aa * v[1].a // a\n@a a', 'a')).toBe(
    'my_a.a(my_a) /* a */ + aa * v[1].a // a\n@a my_a',
  );
  expect(rename('struct a { a: a, b: array<a, a> } var<private> c: a = a(c.a.b);', 'a', 'c')).toBe(
    'struct my_a { a: my_a, b: array<my_a, my_a> } var<private> my_c: my_a = my_a(my_c.a.b);',
  );
});

test('renames a parameter and a variable like the function that they hide, all alike', () => {
  expect(rename('fn a(b: f32) -> f32 { let a = b; return a; }', 'a')).toBe(
    'fn my_a(b: f32) -> f32 { let my_a = b; return my_a; }',
  );
});

test('renaming nothing leaves any text as it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(renamed(text, new Map())).toBe(text);
      expect(cutAt(text, 'a').join('a')).toBe(text);
    }),
  );
});

test('renaming there and back is as if nothing had been renamed', () => {
  fc.assert(
    fc.property(jumble, (text) => {
      const there = renamed(text, new Map(Object.entries({ a: 'x_a', b: 'x_b' })));
      expect(renamed(there, new Map(Object.entries({ x_a: 'a', x_b: 'b' })))).toBe(text);
      expect(cutAt(text, 'a').join('x_a')).toBe(renamed(text, new Map([['a', 'x_a']])));
    }),
  );
});

test('finds the names declared at module scope, and no others', () => {
  const text = `
    const a = 1; override b: f32; alias c = array<f32, 2>; struct d { const_e: f32 }
    var<private> f: f32; var<storage, read_write> g: array<array<f32, 2>>; var h: i32;
    // fn no() {}
    /* const no = 1; */
    const_assert a == 1;
    @must_use fn i(no: f32) -> f32 { var no = 1.0; let no = 2.0; const no = 3; { let no = 4; } return no; }
    const score_scale = 1.0;
    fn Δ() {}`;
  expect(declarations(text).map(({ name }) => name)).toEqual([...'abcdfghi', 'score_scale', 'Δ']);
  expect(declarations(text).flatMap(({ space }) => space ?? [])).toEqual(['private', 'storage']);
});
