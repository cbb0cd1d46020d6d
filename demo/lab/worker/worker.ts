import type { Request } from '../protocol.ts';
import { createSession } from './session.ts';

// The library's types are of pages; this is what a worker has of them.
const scope = globalThis as unknown as {
  postMessage(message: unknown, moved: Transferable[]): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
};

const session = createSession((report, moved = []) => scope.postMessage(report, moved));
scope.onmessage = ({ data }) => session.handle(data);
