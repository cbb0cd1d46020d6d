// Keeps what was compiled until a file that went into it changes, in memory and in node_modules/.cache.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {{ files: Record<string, string>, version: string, result: import('./assemblyscript.mjs').Compiled }} Entry
 *   `files` has the hash of each file that went in, by its path relative to the root
 */

/** @type {Map<string, Promise<Entry>>} */
const inMemory = new Map();

/**
 * The result of `compile`, compiled again where a file of it has changed since the last time, and the files that went in.
 * @param {string} root
 * @param {string} entry relative to the root
 * @returns {Promise<{ result: import('./assemblyscript.mjs').Compiled, files: string[] }>}
 */
export async function compileCached(root, entry) {
  const key = join(root, entry);
  // One at a time: many modules may ask at once.
  const next = (inMemory.get(key) ?? readEntry(root, entry))
    .catch(() => undefined)
    .then(async (kept) => ((await isCurrent(root, kept)) ? /** @type {Entry} */ (kept) : renew(root, entry)));
  inMemory.set(key, next);
  const { result, files } = await next;
  return { result, files: Object.keys(files).map((file) => join(root, file)) };
}

/** @param {string} root @param {string} entry @returns {Promise<Entry>} */
async function renew(root, entry) {
  const { compile } = await import('./assemblyscript.mjs');
  /** @type {Record<string, string>} */
  const files = {};
  const result = await compile(root, entry, (file, text) => {
    files[file] = hash(text);
  });
  const made = { files, version: await compilerVersion(), result };
  await keepEntry(root, entry, made);
  return made;
}

/** @param {string} root @param {Entry | undefined} kept */
async function isCurrent(root, kept) {
  if (!kept || kept.version !== (await compilerVersion())) return false;
  const same = await Promise.all(
    Object.entries(kept.files).map(async ([file, hashed]) => {
      const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
      return text !== undefined && hash(text) === hashed;
    }),
  );
  return same.every(Boolean);
}

/** What the result depends on beside the files: the compiler, and how we call it. */
async function compilerVersion() {
  const paths = ['assemblyscript.mjs', '../../node_modules/assemblyscript/package.json'];
  const texts = await Promise.all(paths.map((path) => readFile(new URL(path, import.meta.url), 'utf8')));
  return hash(texts.join(''));
}

/** @param {string} root @param {string} entry */
function pathOf(root, entry) {
  return join(root, 'node_modules/.cache/scorefield', `${entry.replace(/[^\w.]+/g, '_')}.json`);
}

/** @param {string} root @param {string} entry @returns {Promise<Entry>} */
async function readEntry(root, entry) {
  return JSON.parse(await readFile(pathOf(root, entry), 'utf8'));
}

/** @param {string} root @param {string} entry @param {Entry} made */
async function keepEntry(root, entry, made) {
  const path = pathOf(root, entry);
  const draft = `${path}.${process.pid}`;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(draft, JSON.stringify(made));
    // Whoever reads meanwhile sees the old file or the new one.
    await rename(draft, path);
  } catch {
    // It is only a cache, and the folder may be read-only.
  }
}

/** @param {string} text */
function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}
