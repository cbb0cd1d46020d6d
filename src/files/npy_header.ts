import { FileError } from './file_error.ts';

/** What the header of a `.npy` file says. */
export interface NpyHeader {
  /** Byte order and type code, such as `<f4`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** 0x93 and "NUMPY": how a `.npy` file begins. */
export const npyMagic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;

const patterns = {
  string: /\s*(?:'([^'\\]*)'|"([^"\\]*)")/y,
  // An L behind it marks the long integers of Python 2.
  size: /\s*(0|[1-9][0-9]{0,15})L?/y,
  truth: /\s*(True|False)/y,
};

/**
 * Parses the header, a Python dictionary of exactly `descr`, `fortran_order` and `shape`, in any order. It is read by
 * its own grammar; nothing else that Python would understand is.
 * @param start where the text begins in the file, for messages
 */
export function parseNpyHeader(text: string, start: number): NpyHeader {
  let at = 0;

  const fail = (problem: string, remedy?: string): never => {
    throw new FileError('npy', `byte ${start + at}`, problem, remedy);
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return undefined;
    at = pattern.lastIndex;
    return found[1] ?? found[2] ?? '';
  };
  const takeMark = (mark: string): boolean => {
    const skipped = /\s*/y;
    skipped.lastIndex = at;
    skipped.exec(text);
    if (text[skipped.lastIndex] !== mark) return false;
    at = skipped.lastIndex + 1;
    return true;
  };
  const needMark = (mark: string): void => {
    if (!takeMark(mark)) fail(`the header needs a "${mark}" here`);
  };
  const shapeOf = (): number[] => {
    needMark('(');
    const shape: number[] = [];
    while (!takeMark(')')) {
      shape.push(Number(match(patterns.size) ?? fail('the shape needs a size here, an integer of at most 16 digits')));
      if (!takeMark(',')) {
        needMark(')');
        // In Python (3) is a number, and only (3,) is a tuple.
        if (shape.length === 1) fail('the shape is a number, not a tuple');
        break;
      }
    }
    return shape;
  };
  const descrOf = (): string => {
    if (takeMark('['))
      fail(
        'it is a table with named columns',
        "Save the columns as one array: np.save(file, np.stack([t['x'], t['y']], 1))",
      );
    return match(patterns.string) ?? fail('the type of the numbers must be a string');
  };

  const found: { descr?: string; fortran_order?: boolean; shape?: number[] } = {};
  needMark('{');
  while (!takeMark('}')) {
    const key = match(patterns.string) ?? fail('the header needs a key here');
    if (Object.hasOwn(found, key)) fail(`the key "${key}" occurs twice`);
    needMark(':');
    if (key === 'descr') found.descr = descrOf();
    else if (key === 'fortran_order')
      found.fortran_order = (match(patterns.truth) ?? fail('fortran_order must be True or False')) === 'True';
    else if (key === 'shape') found.shape = shapeOf();
    else fail('the header has a key other than descr, fortran_order and shape');
    if (!takeMark(',')) {
      needMark('}');
      break;
    }
  }
  if (text.slice(at).trim() !== '') fail('something follows the dictionary of the header');
  const { descr, fortran_order: fortranOrder, shape } = found;
  if (descr === undefined || fortranOrder === undefined || shape === undefined)
    return fail('the header lacks one of descr, fortran_order and shape');
  return { descr, fortranOrder, shape };
}
