/** What is larger than a round number by less, which is the rounding of float32, is that number. */
const slack = 1e-6;

/** The least number of 1, 2 or 5 times a power of ten that is no smaller; 1 for what is not above 0. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * (1 - slack))!;
}

/** Round numbers within an interval, evenly spaced, about `most` of them and no more than one beyond that. */
export function ticksOf([from, to]: readonly [number, number], most: number): number[] {
  const step = roundUp((to - from) / Math.max(1, most));
  const first = Math.ceil(from / step - slack);
  const count = Math.max(0, Math.floor(to / step + slack) - first + 1);
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
