import { make } from '../../dom.ts';

/** Milliseconds for which a browser may need the content of a file that it is to keep. */
const patience = 60_000;

/** Has the browser keep a file. */
export function save(name: string, content: Blob): void {
  const href = URL.createObjectURL(content);
  make('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), patience);
}

/** Whether the clipboard took a text: it may refuse, and some browsers have none. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
