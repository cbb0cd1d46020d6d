import { createLab, type Lab } from './lab.ts';
import { createLayout } from './layout.ts';
import * as panels from './panels/index.ts';
import { readLink } from './settings/link.ts';

const place = (id: string): HTMLElement => document.getElementById(id)!;

const { refused, ...shared } = readLink(location.hash);
const lab = createLab({ ...shared, calm: matchMedia('(prefers-reduced-motion: reduce)').matches });
const { showRefused, ...all } = panels;
for (const panel of Object.values(all)) panel.mount(place(panel.name), lab);
showRefused(place('notices'), refused);
createLayout(lab, place);
sayState(lab);
document.addEventListener('visibilitychange', () => {
  lab.send({ kind: 'visible', visible: document.visibilityState === 'visible' });
});

/** What the page is doing, in `data-state` of its body. */
function sayState(lab: Lab): void {
  const say = (): void => {
    const training = lab.latest('training')?.playing;
    const sampling = lab.latest('sampling');
    const trouble = lab.latest('notice')?.level === 'trouble';
    const busy = training ? 'training' : sampling?.playing ? 'sampling' : undefined;
    document.body.dataset.state = busy ?? (trouble ? 'trouble' : sampling ? 'still' : 'loading');
  };
  for (const kind of ['training', 'sampling', 'notice'] as const) lab.on(kind, say);
}
