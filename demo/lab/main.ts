import { createLab, type Lab } from './lab.ts';
import { createLayout } from './layout.ts';
import { mayMove } from './motion.ts';
import * as panels from './panels/index.ts';
import { readLink } from './settings/link.ts';

const place = (id: string): HTMLElement => document.getElementById(id)!;

const { refused, ...shared } = readLink(location.hash);
const lab = createLab({ ...shared, calm: !mayMove() });
createLayout(lab, place);
const { showRefused, ...all } = panels;
for (const panel of Object.values(all)) {
  panel.mount(place(panel.name), lab);
  // All at once would hold the page up for longer than somebody notices.
  await new Promise((resolve) => setTimeout(resolve));
}
showRefused(place('notices'), refused);
// Not before all is there that it is said of.
sayState(lab);
document.addEventListener('visibilitychange', () => {
  lab.send({ kind: 'visible', visible: document.visibilityState === 'visible' });
});

/** What the page is doing, in `data-state` of its body. */
function sayState(lab: Lab): void {
  let trouble = false;
  const say = (): void => {
    const training = lab.latest('training');
    const sampling = lab.latest('sampling');
    const resting = lab.atRest && sampling && !sampling.playing && sampling.step === training?.step;
    const busy = training?.playing ? 'training' : sampling && !resting ? 'sampling' : undefined;
    document.body.dataset.state = trouble ? 'trouble' : (busy ?? (sampling ? 'still' : 'loading'));
  };
  lab.on('notice', ({ level }) => {
    trouble = level === 'trouble';
    say();
  });
  lab.on('training', say);
  lab.on('sampling', () => {
    trouble = false;
    say();
  });
  // Nothing is wrong any more before it is tried again.
  lab.watch((_, before) => {
    if (before) trouble = false;
    say();
  });
  lab.on('rest', say);
}
