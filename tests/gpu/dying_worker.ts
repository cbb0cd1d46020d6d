// A worker of the library that dies some time after it was asked for its first run.
import '../../src/worker.ts';

self.addEventListener('message', ({ data }) => {
  if (data.operation?.kind !== 'run') return;
  setTimeout(() => {
    throw new Error('out of luck');
  }, 50);
});
