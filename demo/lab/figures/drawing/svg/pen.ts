import type { Pen } from '../pen.ts';
import { pictureOfSource } from './image.ts';
import { after, identity, type Matrix, mapped, stretch } from './matrix.ts';
import { textWidth } from './measure.ts';
import { createPath } from './path.ts';
import { colourOf, escaped, fontParts, short, written } from './write.ts';

/** What is drawn with a pen of lines, as a file. */
export interface Svg {
  readonly pen: Pen;
  /** All that was drawn so far, as a document. */
  text(): string;
}

type Paint = Pen['fillStyle'];

/** What `save` keeps. */
const initial = {
  fillStyle: '#000' as Paint,
  strokeStyle: '#000' as Paint,
  globalAlpha: 1,
  lineWidth: 1,
  lineCap: 'butt' as CanvasLineCap,
  lineJoin: 'miter' as CanvasLineJoin,
  font: '10px sans-serif',
  textAlign: 'start' as CanvasTextAlign,
  textBaseline: 'alphabetic' as CanvasTextBaseline,
  imageSmoothingEnabled: true,
  imageSmoothingQuality: 'low' as ImageSmoothingQuality,
};

interface Hidden {
  readonly matrix: Matrix;
  readonly dash: readonly number[];
  readonly clip: string | undefined;
}

const anchors: Readonly<Record<string, string | undefined>> = { center: 'middle', right: 'end', end: 'end' };

/** How far below the place the foot of the letters is, in parts of their size: not all programs know other places. */
const drops: Readonly<Record<string, number>> = { top: 0.86, hanging: 0.74, middle: 0.34, bottom: -0.21 };

/** @param title what the file shows, for those who do not see it */
export function createSvg(width: number, height: number, title: string): Svg {
  const body: string[] = [];
  const definitions: string[] = [];
  const gradients = new Map<
    unknown,
    { readonly id: string; readonly stops: string[]; readonly ends: Record<string, number> }
  >();
  const kept: { readonly fields: typeof initial; readonly hidden: Hidden }[] = [];
  let hidden: Hidden = { matrix: identity, dash: [], clip: undefined };
  let path = createPath();

  const put = (name: string, attributes: Parameters<typeof written>[1], content?: string): void => {
    body.push(written(name, { ...attributes, 'clip-path': hidden.clip }, content));
  };
  const turned = (): string | undefined =>
    hidden.matrix === identity
      ? undefined
      : `matrix(${hidden.matrix.map((part) => Math.round(1e5 * part) / 1e5).join(' ')})`;

  function paintOf(kind: 'fill' | 'stroke', paint: Paint): Record<string, string | number | undefined> {
    const gradient = gradients.get(paint);
    const { colour, opacity } = gradient ? { colour: `url(#${gradient.id})`, opacity: 1 } : colourOf(String(paint));
    const seen = opacity * pen.globalAlpha;
    return { [kind]: colour, [`${kind}-opacity`]: seen < 1 ? seen : undefined };
  }

  function stroked(): Record<string, string | number | undefined> {
    const scale = stretch(hidden.matrix);
    return {
      fill: 'none',
      ...paintOf('stroke', pen.strokeStyle),
      'stroke-width': pen.lineWidth * scale,
      'stroke-linecap': pen.lineCap === 'butt' ? undefined : pen.lineCap,
      'stroke-linejoin': pen.lineJoin === 'miter' ? undefined : pen.lineJoin,
      'stroke-dasharray': hidden.dash.length > 0 ? hidden.dash.map((part) => short(part * scale)).join(' ') : undefined,
    };
  }

  function rectangle(x: number, y: number, across: number, down: number): string {
    const own = createPath();
    addRectangle(own, x, y, across, down);
    return own.text;
  }

  function addRectangle(to: typeof path, x: number, y: number, across: number, down: number): void {
    to.add('M', hidden.matrix, x, y);
    to.add('L', hidden.matrix, x + across, y);
    to.add('L', hidden.matrix, x + across, y + down);
    to.add('L', hidden.matrix, x, y + down);
    to.close();
  }

  function clip(): void {
    const id = `clip-${definitions.length + 1}`;
    // Within what was cut out before.
    const shape = written('path', { d: path.text });
    definitions.push(written('clipPath', { id, 'clip-path': hidden.clip }, shape));
    hidden = { ...hidden, clip: `url(#${id})` };
  }

  function drawImage(source: CanvasImageSource, ...places: number[]): void {
    const { address, width, height } = pictureOfSource(source);
    const [sx, sy, sw, sh] = places.length === 8 ? places : [0, 0, width, height];
    const [x, y, across = width, down = height] = places.length === 8 ? places.slice(4) : places;
    const smooth = pen.imageSmoothingEnabled ? undefined : 'pixelated';
    const image = written('image', {
      ...{ width, height, href: address, preserveAspectRatio: 'none', 'image-rendering': smooth },
    });
    const window = {
      x,
      y,
      width: across,
      height: down,
      viewBox: [sx, sy, sw, sh].join(' '),
      preserveAspectRatio: 'none',
    };
    const opacity = pen.globalAlpha < 1 ? pen.globalAlpha : undefined;
    put('g', { opacity }, written('g', { transform: turned() }, written('svg', window, image)));
  }

  function createLinearGradient(x0: number, y0: number, x1: number, y1: number): CanvasGradient {
    const [[fromX, fromY], [toX, toY]] = [mapped(hidden.matrix, x0, y0), mapped(hidden.matrix, x1, y1)];
    const stops: string[] = [];
    const gradient = {
      addColorStop(offset: number, given: string): void {
        const { colour, opacity } = colourOf(given);
        stops.push(
          written('stop', { offset, 'stop-color': colour, 'stop-opacity': opacity < 1 ? opacity : undefined }),
        );
      },
    };
    const id = `gradient-${gradients.size + 1}`;
    gradients.set(gradient, { id, stops, ends: { x1: fromX, y1: fromY, x2: toX, y2: toY } });
    return gradient;
  }

  const turn = (inner: Matrix): void => {
    hidden = { ...hidden, matrix: after(hidden.matrix, inner) };
  };

  const pen: Pen = {
    ...initial,
    save() {
      const fields = Object.fromEntries(Object.keys(initial).map((name) => [name, pen[name as keyof typeof initial]]));
      kept.push({ fields: fields as typeof initial, hidden });
    },
    restore() {
      const last = kept.pop();
      if (!last) return;
      Object.assign(pen, last.fields);
      hidden = last.hidden;
    },
    translate: (x, y) => turn([1, 0, 0, 1, x, y]),
    scale: (x, y) => turn([x, 0, 0, y, 0, 0]),
    rotate: (angle) => turn([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]),
    beginPath() {
      path = createPath();
    },
    moveTo: (x, y) => path.add('M', hidden.matrix, x, y),
    lineTo: (x, y) => path.add('L', hidden.matrix, x, y),
    quadraticCurveTo: (...places) => path.add('Q', hidden.matrix, ...places),
    bezierCurveTo: (...places) => path.add('C', hidden.matrix, ...places),
    arc: (x, y, radius, from, to, backwards = false) => path.arc(hidden.matrix, x, y, radius, from, to, backwards),
    rect: (x, y, across, down) => addRectangle(path, x, y, across, down),
    closePath: () => path.close(),
    fill: () => put('path', { d: path.text, ...paintOf('fill', pen.fillStyle) }),
    stroke: () => put('path', { d: path.text, ...stroked() }),
    clip,
    fillRect: (...place) => put('path', { d: rectangle(...place), ...paintOf('fill', pen.fillStyle) }),
    strokeRect: (...place) => put('path', { d: rectangle(...place), ...stroked() }),
    fillText(text, x, y) {
      const { weight, size, family } = fontParts(pen.font);
      const attributes = {
        ...{ x, y: y + (drops[pen.textBaseline] ?? 0) * size, transform: turned() },
        ...{ 'font-family': family, 'font-size': size, 'font-weight': weight === '400' ? undefined : weight },
        ...{ 'text-anchor': anchors[pen.textAlign], ...paintOf('fill', pen.fillStyle) },
      };
      put('text', attributes, escaped(text));
    },
    measureText: (text) => ({ width: textWidth(pen.font, fontParts(pen.font).size, text) }) as TextMetrics,
    setLineDash(dash) {
      hidden = { ...hidden, dash: [...dash] };
    },
    drawImage,
    createLinearGradient,
  };

  return {
    pen,
    text() {
      const paints = [...gradients.values()].map(({ id, stops, ends }) =>
        written('linearGradient', { id, gradientUnits: 'userSpaceOnUse', ...ends }, stops.join('')),
      );
      const shared = [...definitions, ...paints].join('');
      const content = [written('title', {}, escaped(title)), ...(shared ? [written('defs', {}, shared)] : []), ...body];
      const size = { width, height, viewBox: `0 0 ${short(width)} ${short(height)}` };
      return `${written('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size }, content.join('\n'))}\n`;
    },
  };
}
