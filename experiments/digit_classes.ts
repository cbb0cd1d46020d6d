// Digits of which each class is asked for by its name: whether samples are of the class that they were asked to be.
import { markdownTable } from '../bench/markdown_table.ts';
import { enlarged, gridOfImages, imageLayoutOf } from '../src/cli/files/image_grid.ts';
import {
  conditional,
  digits,
  dpmSolverSde,
  type Engine,
  geometric,
  guided,
  karras,
  type Model,
  nearestNeighbours,
  type Points,
  sampleFloor,
  slicedWasserstein,
} from '../src/index.ts';
import { draw, type Learning, learn } from './learn.ts';
import { sheet } from './pictures.ts';

const draws = 20_000;
const classes = 10;

/** How much more of the class. */
const weights = [1, 1.5, 2, 4];
/** Of these there are pictures. */
const pictured = [1, 2];

export const digitClassesLearning: Learning = {
  hidden: [256, 256, 256],
  noise: geometric({ from: 5, to: 0.02, levels: 30 }),
  batch: 256,
  noisePerRow: 'log-uniform',
  steps: 4000,
  rate: 0.002,
  decay: 0.995,
  particles: 1000,
  perLevel: 10,
  share: 0.2,
  seed: 1,
  detail: 1,
};

/** @returns a table of how many samples are next to a held-out digit of their class, and a picture with a row for each class. */
export async function measureDigitClasses(
  engine: Engine,
  learning: Learning,
  tell: (line: string) => void,
): Promise<{ table: string; picture: string }> {
  const rows: string[][] = [];
  const cells: Parameters<typeof sheet>[0][number][] = [];
  for (const side of [8, 16]) {
    tell(`digits of ${side} × ${side} pixels`);
    const measured = await measureSide(engine, side, learning, tell);
    rows.push(...measured.rows);
    cells.push(...measured.cells);
  }
  const head = ['pixels', 'guidance', 'next to a held-out digit of its class', 'sliced W2 to held-out draws'];
  const title = 'Digits, a row for each class';
  return {
    table: markdownTable(head, rows),
    picture: sheet(cells, { title, columns: 1 + pictured.length, scale: 1.5 }),
  };
}

async function measureSide(engine: Engine, side: number, learning: Learning, tell: (line: string) => void) {
  const target = digits(side);
  const { points: data, labels } = target.labelled(draws, { seed: learning.seed });
  const heldOut = target.labelled(draws, { seed: learning.seed + 1 });
  const others = target.labelled(learning.particles, { seed: learning.seed + 2 });
  const model = await learn(engine, data, learning, tell, { count: classes, labels });
  const floor = sampleFloor(target, { samples: learning.particles }, slicedWasserstein);
  const pixels = `${side} × ${side}`;
  const inWords = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const rows = [
    [pixels, 'digits themselves', inWords(shareOfClass(others.points, others.labels, heldOut)), floorInWords(floor)],
  ];
  const cells = [{ title: `${pixels}: data`, picture: pictureOf(side, rowPerClass(data, labels)) }];
  const { levels } = learning.noise;
  const noise = karras({ from: levels[0]!, to: levels.at(-1)!, levels: 32 });
  // All of a class, then all of the next.
  const asked = Uint32Array.from({ length: learning.particles }, (_, i) =>
    Math.floor((i * classes) / learning.particles),
  );
  for (const weight of weights) {
    const { samples } = await draw(
      engine,
      inClasses(model, asked, weight),
      { noise, method: dpmSolverSde() },
      learning,
    );
    const share = shareOfClass(samples, asked, heldOut);
    const row = [pixels, String(weight), inWords(share), slicedWasserstein(samples, heldOut.points).toFixed(4)];
    tell(`  guidance ${weight}: ${row[2]}`);
    rows.push(row);
    if (pictured.includes(weight))
      cells.push({ title: `guidance ${weight}`, picture: pictureOf(side, rowPerClass(samples, asked)) });
  }
  return { rows, cells };
}

function inClasses(model: Model, context: Uint32Array, weight: number) {
  return weight === 1 ? conditional(model, context) : guided(model, { context, weight });
}

function floorInWords({ mean, deviation }: ReturnType<typeof sampleFloor>): string {
  return `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

/** The share of images whose nearest held-out digit is of the class that they were asked to be. */
function shareOfClass(
  images: Points,
  asked: Uint32Array,
  heldOut: { readonly points: Points; readonly labels: Uint32Array },
): number {
  const { indices } = nearestNeighbours(images, heldOut.points);
  return asked.filter((label, i) => heldOut.labels[indices[i]!] === label).length / asked.length;
}

/** The first images of each class, as many as there are classes. */
function rowPerClass({ values, shape: [, dimension] }: Points, labels: Uint32Array): Points {
  const chosen = new Float32Array(classes * classes * dimension);
  for (let k = 0; k < classes; k++) {
    const own = [...labels.keys()].filter((i) => labels[i] === k).slice(0, classes);
    own.forEach((i, j) => {
      chosen.set(values.subarray(i * dimension, (i + 1) * dimension), (k * classes + j) * dimension);
    });
  }
  return { values: chosen, shape: [classes * classes, dimension] };
}

/** Of about the same size, whatever the images have. */
function pictureOf(side: number, images: Points) {
  return enlarged(gridOfImages(images, imageLayoutOf([side, side])!, classes), 16 / side);
}
