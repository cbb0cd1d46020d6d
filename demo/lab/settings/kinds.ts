/** What a property may hold. Each kind checks a value, and reads it from and writes it to a text, as a link has it. */
export interface Kind<Value> {
  readonly type: 'integer' | 'number' | 'choice' | 'flag' | 'widths' | 'text';
  readonly initial: Value;
  /** What is allowed, in words. */
  readonly allowed: string;
  /** Whether a value, wherever it comes from, is one of these. */
  accepts(value: unknown): value is Value;
  /** The value that a text stands for; undefined where it stands for none. */
  parse(text: string): Value | undefined;
  format(value: Value): string;
}

export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export interface NumberKind extends Kind<number>, Bounds {
  readonly type: 'integer' | 'number';
}

export interface ChoiceKind<Name extends string> extends Kind<Name> {
  readonly type: 'choice';
  readonly choices: readonly Name[];
}

/** @param zero what 0 is called, where it stands for something else than none */
export function integer(initial: number, { least, most }: Bounds, zero?: string): NumberKind {
  const accepts = (value: unknown): value is number =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
  const parseNumber = numberIn(accepts);
  return {
    ...{ type: 'integer', initial, least, most, accepts },
    allowed: zero ? `a whole number from 1 to ${most}, or ${zero}` : `a whole number from ${least} to ${most}`,
    parse: (text) => (zero && text === zero ? 0 : parseNumber(text)),
    format: (value) => (zero && value === 0 ? zero : String(value)),
  };
}

export function real(initial: number, { least, most }: Bounds): NumberKind {
  const accepts = (value: unknown): value is number => typeof value === 'number' && value >= least && value <= most;
  const allowed = `a number from ${least} to ${most}`;
  return { type: 'number', initial, least, most, allowed, accepts, parse: numberIn(accepts), format: String };
}

function numberIn(accepts: (value: unknown) => value is number): (text: string) => number | undefined {
  return (text) => {
    if (!/^-?\d+(\.\d+)?(e-?\d+)?$/.test(text)) return undefined;
    const value = Number(text);
    return accepts(value) ? value : undefined;
  };
}

export function choice<const Name extends string>(initial: Name, choices: readonly Name[]): ChoiceKind<Name> {
  const accepts = (value: unknown): value is Name => choices.includes(value as Name);
  return {
    ...{ type: 'choice', initial, choices, accepts, allowed: `one of ${choices.join(', ')}`, format: String },
    parse: (text) => (accepts(text) ? text : undefined),
  };
}

export function flag(initial: boolean): Kind<boolean> {
  return {
    ...{ type: 'flag', initial, allowed: 'true or false', format: String },
    accepts: (value) => typeof value === 'boolean',
    parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  };
}

/** Widths of hidden layers, such as 64,64; none for a linear score. */
export function widths(
  initial: readonly number[],
  { least, most, layers }: Bounds & { layers: number },
): Kind<readonly number[]> {
  const one = integer(least, { least, most });
  const accepts = (value: unknown): value is readonly number[] =>
    Array.isArray(value) && value.length <= layers && value.every(one.accepts);
  return {
    ...{ type: 'widths', initial, accepts },
    allowed: `up to ${layers} widths from ${least} to ${most} with commas between them, such as 64,64`,
    parse(text) {
      const parts = text.trim() === '' ? [] : text.split(',').map((part) => one.parse(part.trim()));
      return accepts(parts) ? parts : undefined;
    },
    format: (value) => value.join(','),
  };
}

/** A text of limited length in which only the characters of `pattern` stand. */
export function text(most: number, pattern: RegExp, allowed: string): Kind<string> {
  const accepts = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= most && pattern.test(value);
  return {
    ...{ type: 'text', initial: '', accepts, allowed, format: String },
    parse: (given) => (accepts(given) ? given : undefined),
  };
}
