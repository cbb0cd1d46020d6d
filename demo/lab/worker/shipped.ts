import { readModel } from '../../../src/index.ts';
import { defaults, type Settings, samePart } from '../settings/settings.ts';
import type { GivenModel } from './state.ts';

/** The network that comes with the page, trained by its default settings: there is something to see before any training. */
export async function shippedFor(settings: Settings): Promise<GivenModel | undefined> {
  if (!samePart('training', settings, defaults)) return undefined;
  // Without it the network is trained here.
  const response = await fetch(new URL('../shipped/two_moons.safetensors', import.meta.url)).catch(() => undefined);
  if (!response?.ok) return undefined;
  return {
    from: 'shipped',
    name: 'two_moons.safetensors',
    model: readModel(new Uint8Array(await response.arrayBuffer())),
    steps: defaults.steps,
  };
}
