import { controlFor } from '../control.ts';
import type { Panel } from '../panel.ts';
import { mountParts, shownWhile, together } from '../parts.ts';
import { dataFile } from './data_file.ts';
import { createPaintTool } from './paint_tool.ts';
import { sourceGrid } from './source_grid.ts';

/** What is learned: a picture to choose, a painting, or a file. */
export const data: Panel = {
  ...{ name: 'data', title: 'Data' },
  mount(element, lab) {
    const stage = document.querySelector<HTMLElement>('#stage')!;
    const tool = createPaintTool(lab, stage, (open) => {
      grid.painting.setAttribute('aria-pressed', String(open));
      if (!open) grid.painting.focus({ preventScroll: true });
    });
    const file = dataFile(lab);
    const grid = sourceGrid(lab, tool.toggle, [file.tile]);
    const end = mountParts(element, 'Data', [
      grid,
      file,
      together(
        'controls-group',
        shownWhile(lab, controlFor(lab, 'points'), ({ source }) => source !== 'file'),
        shownWhile(
          lab,
          controlFor(lab, 'standardise', { words: standardiseWords }),
          ({ source, standardise }) => source === 'file' || standardise !== 'none',
        ),
        controlFor(lab, 'seed'),
      ),
    ]);
    return () => {
      tool.dispose();
      end();
    };
  },
};

const standardiseWords = { none: 'no', columns: 'by columns', global: 'all alike', robust: 'by quartiles' };
