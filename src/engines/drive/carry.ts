import type { Backend, Piece, SamplingRunner } from '../backend.ts';
import type { Pace } from './pace.ts';

/**
 * Large sets of particles are cut into ranges that take `steadyUpdates` updates, as long as all of them do so within so many
 * submissions: those are lost when they end in a number that is not finite, or by a signal.
 */
const mostSubmissions = 40;

/** Updates that all particles should take between two looks at whether they are finite, and those of a piece. */
export function updatesAhead(
  { queueDepth }: Backend,
  runner: SamplingRunner,
  pace: Pace,
): { piece: number; all: number } {
  const perSubmission = pace.work / (runner.quads * runner.work);
  const piece = Math.max(
    1,
    Math.floor(Math.max(perSubmission, Math.min(runner.steadyUpdates, mostSubmissions * perSubmission))),
  );
  return { piece, all: queueDepth * piece };
}

/**
 * Takes all particles through some updates, in submissions of a paced length.
 * @param goOn is called after every wait but the last, with whether all are finite so far; if it returns false or
 * throws, some particles are left ahead of others.
 * @returns whether all are finite.
 */
export async function carry(
  { queueDepth }: Backend,
  runner: SamplingRunner,
  pace: Pace,
  { first, end, updates }: { readonly first: number; readonly end: number; readonly updates: number },
  goOn: (finite: boolean) => boolean,
): Promise<boolean> {
  let submitted = { pieces: 0, work: 0 };
  let outstanding = { submissions: 0, work: 0, since: performance.now() };
  for (const piece of piecesOf(runner, pace, { first, end, updates })) {
    const last = piece.end === end && piece.endQuad === runner.quads;
    const work = (piece.endQuad - piece.firstQuad) * (piece.end - piece.first) * runner.work;
    runner.enqueue(piece);
    submitted.pieces++;
    submitted.work += work;
    // Another piece would be mostly too much.
    const full = submitted.pieces === runner.mostPieces || submitted.work + work / 2 >= pace.work;
    if (!last && !full) continue;
    outstanding.submissions++;
    outstanding.work += submitted.work;
    submitted = { pieces: 0, work: 0 };
    if (!last && outstanding.submissions < queueDepth && outstanding.work < queueDepth * pace.work) {
      runner.submit();
      continue;
    }
    const finite = await runner.completion();
    pace.measured(outstanding.work, performance.now() - outstanding.since);
    outstanding = { submissions: 0, work: 0, since: performance.now() };
    if (last || !goOn(finite)) return finite;
  }
  return true;
}

/** A range of quads takes all its updates before the next, while it is in the caches. */
function* piecesOf(
  { quads, unit, mostQuads, mostUpdates, work }: SamplingRunner,
  pace: Pace,
  { first, end, updates }: { readonly first: number; readonly end: number; readonly updates: number },
): Generator<Piece> {
  const most = Math.min(updates, mostUpdates, end - first);
  let firstQuad = 0;
  while (firstQuad < quads) {
    // As many quads as one submission may take through the updates of a piece, by what is known by now: all that are left, or
    // whole units.
    const left = quads - firstQuad;
    const paced = pace.work / (work * most);
    const taken = paced < left ? Math.max(unit, Math.floor(paced / unit) * unit) : left;
    const endQuad = firstQuad + Math.min(taken, mostQuads, left);
    for (let at = first; at < end; at += most) {
      yield { first: at, end: Math.min(at + most, end), firstQuad, endQuad };
    }
    firstQuad = endQuad;
  }
}
