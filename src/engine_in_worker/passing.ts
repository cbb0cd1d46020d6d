import { ArgumentError, DeviceError, isOutOfMemory } from '../errors.ts';
import { isRecord } from '../require_options.ts';
import { passableScore } from './passable_score.ts';

/** A copy of plain data, and its buffers, which may be given away. */
export interface Packed<T> {
  readonly value: T;
  readonly transfer: ArrayBuffer[];
}

/**
 * Copies what goes to the worker: lists, objects, and of arrays no more than what they show of their buffers.
 * @param argument what it is called; empty for options, whose names stand alone
 * @throws ArgumentError where something is no plain data, DeviceError where there is no memory for the copy
 */
export function packed<T>(argument: string, given: T): Packed<T> {
  const transfer: ArrayBuffer[] = [];
  // What holds itself does so in the copy, too.
  const copies = new Map<object, unknown>();

  function copy(name: string, value: unknown): unknown {
    if (typeof value === 'function' || typeof value === 'symbol') return refuse(name, value);
    if (typeof value !== 'object' || value === null) return value;
    if (copies.has(value)) return copies.get(value);
    if (ArrayBuffer.isView(value) && 'length' in value) return copyArray(name, value as Float32Array);
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      copies.set(value, list);
      for (let i = 0; i < value.length; i++) list.push(copy(`${name}[${i}]`, value[i]));
      return list;
    }
    if (isRecord(value)) {
      const record: Record<string, unknown> = {};
      copies.set(value, record);
      for (const [key, inside] of Object.entries(passableScore(name, value)))
        record[key] = copy(name ? `${name}.${key}` : key, inside);
      return record;
    }
    return cloned(name, value);
  }

  function copyArray(name: string, value: Float32Array): unknown {
    const make = value.constructor as Float32ArrayConstructor;
    let made: Float32Array<ArrayBuffer>;
    try {
      made = new make(value);
    } catch (error) {
      if (isOutOfMemory(error))
        throw new DeviceError(`the host has not enough memory: ${error.message}`, { cause: error });
      // As of a buffer that was given away.
      return refuse(name, value);
    }
    copies.set(value, made);
    transfer.push(made.buffer);
    return made;
  }

  return { value: copy(argument, given) as T, transfer };
}

/** Dates, maps and the like, which are seldom right, and then for the worker to refuse. */
function cloned(name: string, value: object): unknown {
  try {
    return structuredClone(value);
  } catch {
    return refuse(name, value);
  }
}

function refuse(name: string, value: unknown): never {
  throw new ArgumentError(
    name || 'options',
    value,
    'plain data for an engine in a worker',
    'What has functions or belongs to the page stays there; createEngine() makes an engine that takes it.',
  );
}

/** The buffers of arrays in plain data that belong to them alone. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  function look(inside: unknown): void {
    if (ArrayBuffer.isView(inside)) {
      const { buffer, byteLength } = inside;
      if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) found.add(buffer);
    } else if (typeof inside === 'object' && inside !== null) Object.values(inside).forEach(look);
  }
  look(value);
  return [...found];
}
