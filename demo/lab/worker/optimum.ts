import type { Problem } from '../run/problem.ts';
import type { Settings } from '../settings/settings.ts';

export function optimumOf(_problem: Problem, _settings: Settings): number | undefined {
  return undefined;
}
