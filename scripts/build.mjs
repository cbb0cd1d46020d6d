// `npm run build`: the package under dist/, and what publint and "are the types wrong" say of it.
// `npm run build:demo`: the demo pages as static files under dist-demo/.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, fail, npm, root, run, say } from './ensure.mjs';

/** Runs a script of a dependency and stops the build where it fails. @param {string} script @param {string[]} args */
function step(script, ...args) {
  if (run(process.execPath, [script, ...args]) !== 0) fail(`${[script, ...args].join(' ')} failed`);
}

ensureDependencies();
if (process.argv[2] === 'demo') {
  step('node_modules/vite/bin/vite.js', 'build');
} else {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  step('scripts/bundle.mjs', 'library');
  step('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  step('scripts/bundle.mjs', 'command line');
  checkPackage();
}

/** Packs as `npm publish` would and checks the archive. */
function checkPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'scorefield-'));
  try {
    // Without scripts: "prepack" is this very build.
    if (npm('pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder) !== 0)
      fail('npm pack failed');
    const archive = join(folder, readdirSync(folder)[0] ?? '');
    step('node_modules/publint/src/cli.js', 'run', archive, '--strict');
    step('node_modules/@arethetypeswrong/cli/dist/index.js', archive, '--profile', 'esm-only');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say('built and checked dist/');
}
