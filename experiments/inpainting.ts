// Digits of 8 × 8 pixels of which a half is known: several draws of the other half.
import { gridOfImages, imageLayoutOf } from '../src/cli/files/image_grid.ts';
import { digits, type Engine, karras, type Points, repaint } from '../src/index.ts';
import { type Learning, learn } from './learn.ts';
import { sheet } from './pictures.ts';

/** Digits that are drawn on, and draws of each. */
const shown = 10;
const draws = 8;

const side = 8;

/** @returns a picture: of each digit the whole, what is known, and draws of it. */
export async function drawInpainting(
  engine: Engine,
  learning: Learning,
  tell: (line: string) => void,
): Promise<{ table: string; picture: string }> {
  const target = digits(side);
  const model = await learn(engine, target.sample(20_000, { seed: learning.seed }), learning, tell);
  const originals = target.sample(shown, { seed: learning.seed + 1 });
  const masks = {
    'the upper half is known': (pixel: number) => pixel < (side * side) / 2,
    'the left half is known': (pixel: number) => pixel % side < side / 2,
  };
  const { from, to } = { from: learning.noise.levels[0]!, to: learning.noise.levels.at(-1)! };
  const cells = [];
  for (const [title, isKnown] of Object.entries(masks)) {
    using sampler = await engine.sampler({
      score: model,
      method: repaint(),
      noise: karras({ from, to, levels: 32 }),
      particles: shown * draws,
      seed: learning.seed,
      known: {
        mask: Array.from({ length: side * side }, (_, pixel) => isKnown(pixel)),
        values: repeated(originals),
      },
    });
    for await (const _ of sampler.run());
    const columns = rowsOfPicture(originals, await sampler.samples(), isKnown);
    cells.push({ title, picture: gridOfImages(columns, imageLayoutOf([side, side])!, draws + 2) });
  }
  const picture = sheet(cells, { title: 'Digits, what is known of them, and draws of the rest', columns: 2, scale: 3 });
  return { table: `${shown} digits, ${draws} draws of each`, picture };
}

/** Each digit as many times as it is drawn. */
function repeated({ values, shape: [count, dimension] }: Points): Points {
  const many = new Float32Array(count * draws * dimension);
  for (let i = 0; i < count * draws; i++)
    many.set(
      values.subarray(Math.floor(i / draws) * dimension, (Math.floor(i / draws) + 1) * dimension),
      i * dimension,
    );
  return { values: many, shape: [count * draws, dimension] };
}

/** For each digit: itself, itself with grey where it is not known, and its draws. */
function rowsOfPicture(originals: Points, drawn: Points, isKnown: (pixel: number) => boolean): Points {
  const [count, dimension] = originals.shape;
  const grey = 0.5;
  const all: number[] = [];
  for (let i = 0; i < count; i++) {
    const original = [...originals.values.subarray(i * dimension, (i + 1) * dimension)];
    all.push(...original, ...original.map((value, pixel) => (isKnown(pixel) ? value : grey)));
    all.push(...drawn.values.subarray(i * draws * dimension, (i + 1) * draws * dimension));
  }
  return { values: Float32Array.from(all), shape: [count * (draws + 2), dimension] };
}
