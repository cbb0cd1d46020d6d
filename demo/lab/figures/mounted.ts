import type { Mounted } from './figure.ts';

/** The figures that are in the page, by their names: what can be taken away as pictures. */
const figures = new Map<string, { readonly title: string; readonly mounted: Mounted }>();

/** Names a figure that was mounted; gives what forgets it again. */
export function register(name: string, title: string, mounted: Mounted): () => void {
  figures.set(name, { title, mounted });
  return () => figures.delete(name);
}

/** In the order in which they came. */
export function mountedFigures(): { readonly name: string; readonly title: string; readonly mounted: Mounted }[] {
  return [...figures].map(([name, figure]) => ({ name, ...figure }));
}
