/** Where the fields of a struct lie, in bytes. Each is a word. */
export type Struct = Readonly<Record<string, { readonly offset: number; readonly type: string }>>;

/** Structs by name. */
export type Structs = Readonly<Record<string, Struct>>;

/** Values for the fields of a struct, by name. */
export type Fields = Readonly<Record<string, number>>;

/** Whole numbers that a type holds, from and to. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  u32: [0, 2 ** 32 - 1],
  usize: [0, 2 ** 32 - 1],
  i32: [-(2 ** 31), 2 ** 31 - 1],
};

/** The words of a struct with these values. All fields must be given, and be of their types. */
export function structWords(structs: Structs, name: string, values: Fields): Uint32Array<ArrayBuffer> {
  const struct = structs[name];
  if (!struct) throw new Error(`no struct ${name}`);
  for (const field of Object.keys(values)) {
    if (!Object.hasOwn(struct, field)) throw new Error(`${name} has no field ${field}`);
  }
  const fields = Object.entries(struct);
  const bytes = new DataView(new ArrayBuffer(4 * fields.length));
  for (const [field, { offset, type }] of fields) {
    const value = values[field];
    if (value === undefined) throw new Error(`${name}.${field} is not set`);
    const range = ranges[type];
    if (type === 'f32') bytes.setFloat32(offset, value, true);
    else if (range && Number.isInteger(value) && value >= range[0] && value <= range[1]) {
      // As a number modulo 2³², which is right for either sign.
      bytes.setUint32(offset, value, true);
    } else throw new Error(`${name}.${field} is of type ${type}, but is given ${value}`);
  }
  return new Uint32Array(bytes.buffer);
}
