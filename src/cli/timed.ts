/** Seconds that samples took to come, and to be done with. */
export interface SampleSeconds {
  sample: number;
  write: number;
}

/** Passes samples through, adding up how long they take to come, and to be done with. */
export async function* timed<T>(samples: AsyncIterable<T>, seconds: SampleSeconds): AsyncGenerator<T> {
  let since = performance.now();
  const passed = (): number => {
    const before = since;
    since = performance.now();
    return (since - before) / 1000;
  };
  for await (const chunk of samples) {
    seconds.sample += passed();
    yield chunk;
    seconds.write += passed();
  }
}
