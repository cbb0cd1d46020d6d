import { DeviceLostError } from '../device_lost_error.ts';
import * as errors from '../errors.ts';

/** An error as plain data. */
export interface PassedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** What the class adds, such as `argument`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause?: PassedError;
}

/** The classes by their names: all of the library, and those of the language that engines meet. */
const classes = new Map<string, unknown>(
  [...Object.entries(errors), ...Object.entries({ DeviceLostError, RangeError, TypeError })].filter(
    ([, value]) => typeof value === 'function' && value.prototype instanceof Error,
  ),
);

/** An error as plain data; what was thrown besides errors is shown as a text. */
export function passError(thrown: unknown): PassedError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown), stack: undefined, fields: {} };
  const { name, message, stack, cause } = thrown;
  const { name: _, ...fields } = Object.fromEntries(Object.entries(thrown).filter(([, value]) => canPass(value)));
  return { name, message, stack, fields, ...(cause !== undefined && { cause: passError(cause) }) };
}

function canPass(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** The error again, of its class where the library has it. */
export function remakeError({ name, message, stack, fields, cause }: PassedError): Error {
  const options = cause && { cause: remakeError(cause) };
  const of = classes.get(name);
  // A true error of that class, made without its constructor, which would write another message.
  const made: Error = of
    ? Reflect.construct(Error, [message, options], of as typeof Error)
    : new Error(message, options);
  return Object.assign(made, fields, made.name !== name && { name }, stack !== undefined && { stack });
}
