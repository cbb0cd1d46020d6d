// Compiles AssemblyScript to what the WebAssembly engine is made of.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {{ offset: number, type: string }} Field
 * @typedef {Record<string, Record<string, Field>>} Structs
 * @typedef {{ simd: string, relaxed: string, structs: Structs, kernels: string[] }} Compiled binaries in base64
 */

const flags = [
  ...['-O3', '--runtime', 'stub', '--use', 'abort='],
  ...['--importMemory', '--noExportMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  // Constants lie in the first page, which nobody is given.
  ...['--memoryBase', '1024', '--enable', 'simd', '--enable', 'threads'],
];

/** What a struct may have: TypeScript writes each as one word. */
const types = ['u32', 'i32', 'usize', 'f32'];

/**
 * The two binaries of an entry, without and with relaxed SIMD, the layouts of the structs in use, and the names of the exported
 * functions in their order.
 * @param {string} root
 * @param {string} entry relative to the root
 * @param {(file: string, text: string) => void} [onRead] is called with each file that goes in, relative to the root, and its text
 * @returns {Promise<Compiled>}
 * @throws Error with all that the compiler says, warnings too
 */
export async function compile(root, entry, onRead = () => {}) {
  const simd = await compileFor(root, entry, [], onRead);
  const relaxed = await compileFor(root, entry, ['--enable', 'relaxed-simd'], onRead);
  const exported = WebAssembly.Module.exports(await WebAssembly.compile(simd.binary));
  return {
    simd: Buffer.from(simd.binary).toString('base64'),
    relaxed: Buffer.from(relaxed.binary).toString('base64'),
    structs: simd.structs,
    kernels: exported.filter(({ kind }) => kind === 'function').map(({ name }) => name),
  };
}

/**
 * @param {string} root
 * @param {string} entry
 * @param {string[]} features
 * @param {(file: string, text: string) => void} onRead
 */
async function compileFor(root, entry, features, onRead) {
  // Loaded here, since it takes a while and is seldom needed.
  const asc = await import('assemblyscript/asc');
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  let binary;
  /** @type {Structs} */
  let structs = {};
  /** @type {any} */
  let program;
  const readsStructs = {
    afterInitialize(/** @type {any} */ given) {
      program = given;
    },
    afterCompile() {
      structs = structsOf(program);
    },
  };
  const { error, stderr } = await asc.main([entry, ...flags, ...features, '--baseDir', root, '--outFile', 'out.wasm'], {
    readFile: async (name) => {
      const text = await readFile(join(root, name), 'utf8').catch(() => null);
      if (text !== null) onRead(name, text);
      return text && toAssemblyScript(text);
    },
    writeFile: (_, content) => {
      binary = /** @type {Uint8Array<ArrayBuffer>} */ (content);
    },
    listFiles: () => null,
    transforms: [/** @type {import('assemblyscript/asc').Transform} */ (/** @type {unknown} */ (readsStructs))],
  });
  // Warnings count: they tell of what does not do what it says.
  const said = stderr.toString();
  if (error || said || !binary) throw new Error(`${entry} does not compile\n${said}`);
  return { binary, structs };
}

/**
 * The sources are TypeScript in all that editors, linters and tsc look at; here they lose what the compiler does not know:
 * endings and the word `type` in imports, and the signs that make comments of `// @inline` and other decorators of functions, which TypeScript does not have. Lines stay where they are.
 * @param {string} text
 */
function toAssemblyScript(text) {
  const untyped = text.replace(/^import\s[^;]*;/gm, (statement) =>
    statement.replace(/\btype\s+(?=[\w{])/g, (word) => ' '.repeat(word.length)),
  );
  const loaded = untyped
    .replace(/\bconstant\((-?[\d.]+(?:e-?\d+)?)\)/g, 'v128.load_splat<f32>(memory.data<f32>([$1]))')
    .replace(/\bconstant_word\((\w+)\)/g, 'v128.load_splat<u32>(memory.data<u32>([$1]))');
  return loaded.replace(/( from '\.[^']*)\.ts(';)/g, '$1$2').replace(/^\/\/ (@\w+(?:\(.*\))?)$/gm, '   $1');
}

/** The layouts of all unmanaged classes that are in use. @param {any} program @returns {Structs} */
function structsOf(program) {
  /** @type {Structs} */
  const structs = {};
  for (const [path, element] of program.elementsByName) {
    if (element.internalName.startsWith('~lib/') || !element.instances) continue;
    for (const instance of element.instances.values()) {
      // Functions have instances too.
      if (!instance.type?.isUnmanaged || !instance.members) continue;
      if (structs[element.name]) throw new Error(`there are two structs ${element.name}; the name must be of one`);
      /** @type {Record<string, Field>} */
      const fields = {};
      for (const [name, { isField, instance: field }] of instance.members) {
        if (!isField) continue;
        const type = field.type.toString();
        if (!types.includes(type)) {
          throw new Error(`${path}: the field ${name} is of type ${type}; a struct may have ${types.join(', ')}`);
        }
        fields[name] = { offset: field.memoryOffset, type };
      }
      structs[element.name] = fields;
    }
  }
  return structs;
}
