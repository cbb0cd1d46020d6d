import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pen } from '../../../demo/lab/figures/drawing/pen.ts';
import { createSvg } from '../../../demo/lab/figures/drawing/svg/pen.ts';
import { allOf, type Node, parseXml } from './xml.ts';

function drawn(draw: (pen: Pen) => void): Node {
  const { pen, text } = createSvg(200, 100, 'A figure');
  draw(pen);
  return parseXml(text());
}

test('a file has its size, its title and the namespace of SVG', () => {
  const svg = drawn(() => {});
  expect(svg.name).toBe('svg');
  expect(svg.attributes).toEqual({
    xmlns: 'http://www.w3.org/2000/svg',
    width: '200',
    height: '100',
    viewBox: '0 0 200 100',
  });
  expect(allOf(svg, 'title')[0]!.text).toBe('A figure');
});

test('lines have what the pen had when they were drawn, and after restore it has what it had before', () => {
  const svg = drawn((pen) => {
    pen.strokeStyle = '#112233';
    pen.save();
    pen.strokeStyle = '#44556680';
    pen.lineWidth = 3;
    pen.globalAlpha = 0.5;
    pen.setLineDash([6, 4]);
    pen.beginPath();
    pen.moveTo(1, 2);
    pen.lineTo(7.12345, 4);
    pen.stroke();
    pen.restore();
    pen.beginPath();
    pen.rect(10, 20, 30, 40);
    pen.stroke();
  });
  const [first, second] = allOf(svg, 'path').map(({ attributes }) => attributes);
  expect(first).toMatchObject({
    d: 'M1 2L7.12 4',
    stroke: '#445566',
    fill: 'none',
    'stroke-width': '3',
    'stroke-dasharray': '6 4',
  });
  // Half of 128/255, to hundredths.
  expect(first!['stroke-opacity']).toBe('0.25');
  expect(second).toEqual({ d: 'M10 20L40 20L40 60L10 60Z', fill: 'none', stroke: '#112233', 'stroke-width': '1' });
});

test('a path is where the map was when its parts were added, and lines grow with it', () => {
  const svg = drawn((pen) => {
    pen.translate(100, 50);
    pen.rotate(Math.PI / 2);
    pen.scale(2, 2);
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.lineTo(10, 0);
    pen.stroke();
  });
  expect(allOf(svg, 'path')[0]!.attributes).toMatchObject({ d: 'M100 50L100 70', 'stroke-width': '2' });
});

test('an arc goes round its centre at its radius, either way', () => {
  for (const [from, to, backwards, turn] of [
    [0, 2 * Math.PI, false, 2 * Math.PI],
    [0, Math.PI / 2, true, -1.5 * Math.PI],
    [1, 1.5, false, 0.5],
  ] as const) {
    const svg = drawn((pen) => {
      pen.beginPath();
      pen.arc(50, 60, 20, from, to, backwards);
      pen.fill();
    });
    const numbers = allOf(svg, 'path')[0]!
      .attributes.d!.match(/-?[\d.]+/g)!
      .map(Number);
    const ends = [
      numbers.slice(0, 2),
      ...Array.from({ length: (numbers.length - 2) / 6 }, (_, i) => numbers.slice(6 * i + 6, 6 * i + 8)),
    ];
    let angle = 0;
    for (const [i, [x, y]] of ends.entries()) {
      // Places are rounded to hundredths of a pixel.
      expect(Math.hypot(x! - 50, y! - 60)).toBeCloseTo(20, 1);
      if (i > 0) {
        const [before, after] = [ends[i - 1]!, [x!, y!]].map(([u, v]) => Math.atan2(v! - 60, u! - 50));
        const step = after! - before!;
        angle += backwards ? -((-step + 2 * Math.PI) % (2 * Math.PI)) : (step + 2 * Math.PI) % (2 * Math.PI);
      }
    }
    // Two roundings of a hundredth at a radius of 20, for each of up to five ends.
    expect(Math.abs(angle - turn)).toBeLessThan(5e-3);
  }
});

test('what is cut out stays within what was cut out before, and ends with restore', () => {
  const svg = drawn((pen) => {
    pen.save();
    for (const size of [100, 50]) {
      pen.beginPath();
      pen.rect(0, 0, size, size);
      pen.clip();
    }
    pen.fillRect(0, 0, 9, 9);
    pen.restore();
    pen.fillRect(0, 0, 9, 9);
  });
  const [outer, inner] = allOf(svg, 'clipPath');
  expect(inner!.attributes['clip-path']).toBe(`url(#${outer!.attributes.id})`);
  const [within, free] = svg.children.filter(({ name }) => name === 'path');
  expect(within!.attributes['clip-path']).toBe(`url(#${inner!.attributes.id})`);
  expect(free!.attributes['clip-path']).toBeUndefined();
});

test('text stays text, whatever stands in it', () => {
  const svg = drawn((pen) => {
    pen.font = '600 12px "Segoe UI", sans-serif';
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    pen.fillStyle = '#abcdef';
    pen.fillText('a < b & "c" \u0000 ∇ σ', 40, 50);
  });
  const { attributes, text } = allOf(svg, 'text')[0]!;
  expect(text).toBe('a < b & "c"   ∇ σ');
  expect(attributes).toMatchObject({
    ...{ x: '40', 'text-anchor': 'end', 'font-size': '12', 'font-weight': '600', fill: '#abcdef' },
    'font-family': '"Segoe UI", sans-serif',
  });
  // The middle of the letters is about a third of their size above their foot.
  expect(Number(attributes.y)).toBeCloseTo(54, 0);
});

test('any text gives a file that can be read, with that text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const svg = drawn((pen) => pen.fillText(`x${text}`, 0, 0));
      expect(allOf(svg, 'text')[0]!.text).toBe(`x${text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ')}`);
    }),
  );
});

test('a part of a picture is drawn into its place', () => {
  const picture = { width: 64, height: 32, toDataURL: () => 'data:image/png;base64,AAAA' } as HTMLCanvasElement;
  const svg = drawn((pen) => {
    pen.imageSmoothingEnabled = false;
    pen.drawImage(picture, 0, 8, 16, 24, 100, 10, 50, 60);
    pen.drawImage(picture, 1, 2);
  });
  const windows = allOf(svg, 'svg').map(({ attributes }) => attributes);
  expect(windows[0]).toEqual({
    x: '100',
    y: '10',
    width: '50',
    height: '60',
    viewBox: '0 8 16 24',
    preserveAspectRatio: 'none',
  });
  expect(windows[1]).toMatchObject({ x: '1', y: '2', width: '64', height: '32', viewBox: '0 0 64 32' });
  expect(allOf(svg, 'image')[0]!.attributes).toMatchObject({
    ...{ width: '64', height: '32', href: 'data:image/png;base64,AAAA', 'image-rendering': 'pixelated' },
  });
});

test('a gradient lies where the map was when it was made', () => {
  const svg = drawn((pen) => {
    pen.translate(10, 0);
    const gradient = pen.createLinearGradient(0, 0, 50, 0);
    gradient.addColorStop(0, 'rgb(1 2 3)');
    gradient.addColorStop(1, 'rgba(4, 5, 6, 0.5)');
    pen.fillStyle = gradient;
    pen.fillRect(0, 0, 50, 8);
  });
  const [gradient] = allOf(svg, 'linearGradient');
  expect(gradient!.attributes).toMatchObject({ x1: '10', x2: '60', gradientUnits: 'userSpaceOnUse' });
  expect(gradient!.children.map(({ attributes }) => attributes)).toEqual([
    { offset: '0', 'stop-color': 'rgb(1, 2, 3)' },
    { offset: '1', 'stop-color': 'rgb(4, 5, 6)', 'stop-opacity': '0.5' },
  ]);
  expect(allOf(svg, 'path')[0]!.attributes.fill).toBe(`url(#${gradient!.attributes.id})`);
});

test('a place that is no number is left out', () => {
  const svg = drawn((pen) => {
    pen.beginPath();
    pen.moveTo(1, 1);
    pen.lineTo(Number.NaN, 2);
    pen.lineTo(3, 3);
    pen.stroke();
  });
  expect(allOf(svg, 'path')[0]!.attributes.d).toBe('M1 1L3 3');
});
