import type { AdapterDescription } from '../adapter_description.ts';
import type { Engine } from '../engine.ts';
import type { ResumedInterruption } from '../interruption.ts';

/** What computes, in a few words. */
export function describeEngineShortly({ kind, adapter }: Pick<Engine, 'kind' | 'adapter'>): string {
  return `${kind}, ${describeAdapterShortly(adapter)}`;
}

export function describeAdapterShortly({ name, type }: AdapterDescription): string {
  return `${name}${type === 'software' ? ' (software)' : ''}`;
}

/** What to say of devices that were lost and replaced, a line each. @param unit what the run counts */
export function interruptionLines(
  interruptions: readonly ResumedInterruption[] | undefined,
  unit: 'step' | 'update',
): string[] {
  return (interruptions ?? []).map(
    ({ reason, from, ...engine }) =>
      `note: ${reason} It goes on from ${unit} ${from}, with the same result, on ${describeEngineShortly(engine)}`,
  );
}
