// `npm run demo`: serves the demo pages and prints their address. Arguments go to vite (`npm run demo -- --port 8080`).
import { ensureDependencies, run } from './ensure.mjs';

ensureDependencies();
// The terminal's Ctrl-C ends the server itself; we only wait for it, and a stopped server is no failure.
process.on('SIGINT', () => {});
const code = run(process.execPath, ['node_modules/vite/bin/vite.js', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = code;
