/** What is done in turns. */
export interface Work<Request> {
  /** Answers a request. @param next the one behind it, if there is one */
  answer(request: Request, next: Request | undefined): Promise<void>;
  /** Whether there is something to do without being asked. */
  active(): boolean;
  /** Does a little of it; gives the milliseconds until there is more to do. */
  advance(): Promise<number>;
  /** Is given what either of them threw. */
  mend(error: unknown): Promise<void>;
  /** Nothing is left to do. */
  rest(): void;
}

/**
 * Answers requests in their order, one after the other, and between them advances, a turn at a time.
 * @returns what asks for something
 */
export function createTurns<Request>({
  answer,
  active,
  advance,
  mend,
  rest: resting,
}: Work<Request>): (request: Request) => void {
  const requests: Request[] = [];
  let running = false;
  let wake = (): void => {};

  async function run(): Promise<void> {
    running = true;
    while (requests.length > 0 || active()) {
      let rest = 0;
      try {
        const request = requests.shift();
        if (request) {
          await answer(request, requests[0]);
        } else rest = await advance();
      } catch (error) {
        await mend(error);
      }
      await breath(requests.length > 0 ? 0 : rest);
    }
    running = false;
    resting();
  }

  /** A turn of the event loop, in which requests come; longer where nothing is due, unless one comes. */
  function breath(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return (request) => {
    requests.push(request);
    wake();
    if (!running) void run();
  };
}
