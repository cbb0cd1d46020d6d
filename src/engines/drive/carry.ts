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
 * @param goOn is asked after every wait but the last, and told whether all are finite so far; if it refuses or throws, some
 * particles are left ahead of others.
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
  let unheard = { work: 0, since: performance.now() };
  const all = [...piecesOf(runner, pace, { first, end, updates })];
  for (const [i, piece] of all.entries()) {
    const last = i + 1 === all.length;
    runner.enqueue(piece);
    submitted.pieces++;
    submitted.work += (piece.endQuad - piece.firstQuad) * (piece.end - piece.first) * runner.work;
    if (!last && submitted.pieces < runner.mostPieces && submitted.work < pace.work) continue;
    unheard.work += submitted.work;
    submitted = { pieces: 0, work: 0 };
    if (!last && unheard.work < queueDepth * pace.work) {
      runner.submit();
      continue;
    }
    const finite = await runner.completion();
    pace.measured(unheard.work, performance.now() - unheard.since);
    unheard = { work: 0, since: performance.now() };
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
  // Whole units, as many quads as one submission may take through the updates of a piece.
  const paced = Math.floor(pace.work / (work * most) / unit) * unit;
  const perPiece = Math.min(mostQuads, Math.max(unit, paced));
  for (let firstQuad = 0; firstQuad < quads; firstQuad += perPiece) {
    const endQuad = Math.min(firstQuad + perPiece, quads);
    for (let at = first; at < end; at += most) {
      yield { first: at, end: Math.min(at + most, end), firstQuad, endQuad };
    }
  }
}
