// Writes how many tests passed, failed and were skipped to the file that SCOREFIELD_COUNTS names, for scripts/test.mjs.
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // What fails outside of a test counts as one failure: a file that does not load, a hook, an error nobody caught.
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = suites.filter((suite) => suite.errors().length > 0).length;
    const counts = {
      passed: count('passed'),
      failed: count('failed') + broken + unhandledErrors.length,
      skipped: count('skipped'),
    };
    const file = process.env.SCOREFIELD_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(counts));
  }
}
