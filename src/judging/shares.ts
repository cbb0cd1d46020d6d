/**
 * Splits one report of progress among works that follow one another: each tells its own share, from 0 to 1.
 * @param costs of the works in their order, in any unit.
 * @param report hears the share of the whole.
 */
export function sharesOf<Work extends string>(
  costs: Readonly<Record<Work, number>>,
  report: (done: number) => void,
): Record<Work, (done: number) => void> {
  const works = Object.entries(costs) as [Work, number][];
  const total = works.reduce((sum, [, cost]) => sum + cost, 0);
  let before = 0;
  const shares = {} as Record<Work, (done: number) => void>;
  for (const [work, cost] of works) {
    const start = before;
    shares[work] = (done) => report(total === 0 ? 1 : (start + done * cost) / total);
    before += cost;
  }
  return shares;
}
