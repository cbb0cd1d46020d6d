import fc from 'fast-check';
import { expect, test } from 'vitest';
import { source } from '../../src/engines/webgpu/wgsl/compose.ts';
import { declarations } from '../../src/engines/webgpu/wgsl/rename.ts';
import { tokens } from '../../src/engines/webgpu/wgsl/tokens.ts';
import { aloneModule, userMessages } from '../../src/engines/webgpu/wgsl/user_alone.ts';
import { userSource } from '../../src/engines/webgpu/wgsl/user_source.ts';
import { ArgumentError } from '../../src/errors.ts';

const score = 'fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2> { return x; }';
const prefixed = (text: string) => userSource(text, { dimension: 2, prefix: 'user_' });

test('prefixes what a source declares at module scope, and leaves members, swizzles and comments alone', () => {
  const text = `// scale: see fn score
struct Ring { radius: f32, scale: vec2f }
const score_scale = 2.0; const scale = score_scale;
alias Point = array<f32, 2>;
var<private> calls: u32;
/* fn score */ fn radius(r: Ring) -> f32 { return r.radius * r.scale.x * scale; }
fn score(x: Point, sigma: f32) -> Point {
  let r = Ring(scale, vec2f(1.0));
  return Point(radius(r) * x[0], r . scale.y);
}`;
  expect(prefixed(text)).toBe(`// scale: see fn score
struct user_Ring { radius: f32, scale: vec2f }
const user_score_scale = 2.0; const user_scale = user_score_scale;
alias user_Point = array<f32, 2>;
var<private> user_calls: u32;
/* fn score */ fn user_radius(r: user_Ring) -> f32 { return r.radius * r.scale.x * user_scale; }
fn user_score(x: user_Point, sigma: f32) -> user_Point {
  let r = user_Ring(user_scale, vec2f(1.0));
  return user_Point(user_radius(r) * x[0], r . scale.y);
}`);
});

test('local names may be those of the source or ours', () => {
  const text = `fn a(sampling: f32) -> f32 { let score = sampling; let philox = score; return philox; }\n${score}`;
  expect(prefixed(text).split('\n')[0]).toBe(
    'fn user_a(sampling: f32) -> f32 { let user_score = sampling; let philox = user_score; return philox; }',
  );
});

test('names that begin with the prefix cannot be taken for prefixed ones', () => {
  const text = `fn a(user_a: f32) -> f32 { return user_a; } fn b(user_a: f32) -> f32 { return a(user_a); }\n${score}`;
  expect(prefixed(text)).toContain('fn user_b(user_user_a: f32) -> f32 { return user_a(user_user_a); }');
});

test('takes names in any script, and texts with or without a last line break', () => {
  const text = `const Δ = 1.0; fn 力(x: f32) -> f32 { return Δ * x; } ${score}`;
  expect(prefixed(text)).toBe(text.replace(/Δ|力|score/g, 'user_$&'));
  for (const end of ['\n', '\r\n', ' // the end', '/* the\nend */']) {
    expect(prefixed(score + end)).toBe(score.replace('score', 'user_score') + end);
  }
});

test('keeps every line where it was', () => {
  const piece = fc.constantFrom(
    '\n',
    '\r\n',
    '\r',
    '\u2028',
    '// fn c() {',
    '/* \n */',
    'const score_a = 1.0;',
    ' ',
    'é',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = `${pieces.join('')}\n${score}`;
      expect(prefixed(text).replaceAll('user_', '')).toBe(text);
    }),
  );
});

/** Refused texts, and what the message must name: the word and its line. */
const refused: Record<string, string> = {
  [`enable f16;\n${score}`]: 'enable in line 1',
  [`requires readonly_and_readwrite_storage_textures;\n${score}`]: 'requires in line 1',
  [`\n\ndiagnostic(off, derivative_uniformity);\n${score}`]: 'diagnostic in line 3',
  [`${score}\n@group(0) @binding(0) var<uniform> u: f32;`]: '@group in line 2',
  [`${score}\n@\n/* */ binding(0) var<uniform> u: f32;`]: '@binding in line 2',
  [`${score}\n@compute @workgroup_size(1) fn main() {}`]: '@compute in line 2',
  [`${score}\n@workgroup_size(1) fn main() {}`]: '@workgroup_size in line 2',
  [`${score}\n@fragment fn main() {}`]: '@fragment in line 2',
  [`${score}\nstruct I {\n@builtin(position) p: vec4f }`]: '@builtin in line 3',
  [`${score}\nstruct I { @location(0) p: vec4f }`]: '@location in line 2',
  [`${score}\n@id(1) override a: f32;`]: '@id in line 2',
  [`${score}\noverride a: f32 = 1.0;`]: 'override in line 2',
  [`${score}\nvar<storage, read> a: array<f32>;`]: 'var<storage> a in line 2',
  [`${score}\nvar <uniform> a: f32;`]: 'var<uniform> a in line 2',
  [`${score}\r\nvar</* */workgroup> a: f32;`]: 'var<workgroup> a in line 2',
  [`${score}\nvar a: texture_2d<f32>;`]: 'var a in line 2',
  [`fn a() {\n  workgroupBarrier();\n}\n${score}`]: 'workgroupBarrier in line 2',
  [`alias f32 = i32;\n${score}`]: 'alias f32 in line 1',
  [`\nfn array() {}\n${score}`]: 'fn array in line 2',
  '': 'nothing declared, and no fn score',
  '// fn score\n/* fn score() {} */': 'nothing declared, and no fn score',
  'const a = 1; fn scores() { let score = 1; }': 'a, scores declared, and no fn score',
  'const score = 1.0;': 'const score in line 1',
  [`fn a() {\n  if (true) {\n}\n${score}`]: '{ in line 1',
  [`${score}\n}`]: '} in line 2',
  [`const a = (1;\n${score}`]: '( in line 1',
  [`fn a() { return b[0}; ]\n${score}`]: '} in line 1',
  [`${score}\nconst a = 1\n`]: '1 in line 2',
};

test.each(Object.entries(refused))('refuses %j', (text, named) => {
  expect(() => prefixed(text)).toThrow(ArgumentError);
  expect(() => prefixed(text)).toThrow(`score.wgsl: got "${named}"`);
});

test('says what must be defined', () => {
  expect(() => userSource('fn f() {}', { dimension: 3, prefix: 'user_' })).toThrow(
    'must be a text that defines fn score(x: array<f32, 3>, sigma: f32) -> array<f32, 3>.',
  );
  expect(() => prefixed(undefined as never)).toThrow('score.wgsl: got undefined, but it must be a text in WGSL');
});

test('takes what is refused only where it means what it says', () => {
  const text = `// enable f16; @group(0)
/* override a; /* var<storage> b */ */
struct A { @align(16) @size(16) binding: f32, enabled: f32 }
var<private> group: f32;
@must_use @diagnostic(off, derivative_uniformity) fn compute(a: A) -> f32 { var<function> b = a.binding; return b; }
${score}`;
  expect(prefixed(text)).toContain('fn user_compute');
});

test('a source alone stands before an entry point whose names are its own', () => {
  for (const end of ['', '\n', '\r\n', '\r', ' // the end', '\n\n']) {
    const alone = aloneModule(score + end, 2);
    expect(alone.startsWith(score + end)).toBe(true);
    expect(tokens(alone).filter(({ text }) => text === '@')).toHaveLength(2);
    expect(alone).toContain('var result: array<f32, 2> = score(array<f32, 2>(), 1.0f);');
  }
  const taken = `fn call_score() {} const result = 1; struct S { result_: f32 }\n${score}`;
  expect(new Set(declarations(aloneModule(taken, 2)).map(({ name }) => name))).toEqual(
    new Set(['call_score', 'result', 'S', 'score', 'call_score_']),
  );
  expect(aloneModule(taken, 2)).toContain('var result__: ');
});

const said = (lineNum: number, linePos: number, message: string, type: GPUCompilationMessageType = 'error') => ({
  ...{ lineNum, linePos, message, type },
});

test('quotes the line that the compiler means, with a caret', () => {
  const text = `// twice\r\n\tlet é = nothing;\n${score}`;
  expect(userMessages([said(2, 10, "unresolved value 'nothing'")], text, 2)).toBe(
    "line 2, column 10: unresolved value 'nothing'\n  \tlet é = nothing;\n  \t        ^",
  );
  expect(userMessages([said(3, 1, 'unused', 'warning'), said(1, 0, 'odd'), said(0, 0, 'too long')], text, 2)).toBe(
    `line 3, column 1: warning: unused\n  ${score}\n  ^\nline 1: odd\n  // twice\ntoo long`,
  );
  expect(userMessages([], text, 2)).toBe('');
});

test('says which signature is wanted where our call of score() does not compile', () => {
  const wanted = 'score must be defined as fn score(x: array<f32, 2>, sigma: f32) -> array<f32, 2>';
  for (const text of [score, `${score}\n`]) {
    const messages = [said(2, 30, 'too few arguments'), said(2, 9, 'and more'), said(2, 1, 'hm', 'warning')];
    expect(userMessages(messages, text, 2)).toBe(`${wanted} (the compiler says: too few arguments).`);
    expect(userMessages([said(2, 1, 'hm', 'warning')], text, 2)).toBe('');
  }
  expect(userMessages([said(2, 1, 'no'), said(1, 4, 'declared here', 'info')], score, 2)).toBe(
    `line 1, column 4: info: declared here\n  ${score}\n     ^\n${wanted} (the compiler says: no).`,
  );
});

test('no name of our shaders hides a function of WGSL that a source may call', () => {
  const builtins = `abs acos acosh all any arrayLength asin asinh atan atan2 atanh bitcast ceil clamp cos cosh
    countLeadingZeros countOneBits countTrailingZeros cross degrees determinant distance dot dot4I8Packed dot4U8Packed exp
    exp2 extractBits faceForward firstLeadingBit firstTrailingBit floor fma fract frexp insertBits inverseSqrt ldexp length
    log log2 max min mix modf normalize pack2x16float pow quantizeToF16 radians reflect refract reverseBits round saturate
    select sign sin sinh smoothstep sqrt step tan tanh transpose trunc unpack2x16float array bool f16 f32 i32 u32 ptr
    atomic vec2 vec3 vec4 vec2f vec3f vec4f vec2u vec2i mat2x2f mat3x3f mat4x4f`.split(/\s+/);
  const files = Object.keys(import.meta.glob('../../shaders/**/*.wgsl'));
  const names = files.flatMap((path) =>
    declarations(source(path.replace(/^.*shaders\/|\.wgsl$/g, ''))).map(({ name }) => name),
  );
  expect(names).toContain('normals');
  expect(names.filter((name) => builtins.includes(name))).toEqual([]);
});
