import type { Drawn } from './plot.ts';

/** Steps through frames: a play button, a slider and the number of the training step. */
export interface AnimationOptions {
  /** Names the slider for those who cannot see it. */
  readonly label: string;
  /** Training step of each frame. */
  readonly steps: readonly number[];
  readonly show: (frame: number) => void;
}

/** Frames a second: 126 frames take five seconds. */
const rate = 25;

export function animation({ label, steps, show }: AnimationOptions): Drawn {
  const element = document.createElement('div');
  element.className = 'controls';
  const button = document.createElement('button');
  button.type = 'button';
  const slider = document.createElement('input');
  slider.type = 'range';
  slider.max = String(steps.length - 1);
  slider.value = '0';
  slider.setAttribute('aria-label', label);
  const readout = document.createElement('output');
  element.append(button, slider, readout);

  let timer: ReturnType<typeof setInterval> | undefined;
  const last = steps.length - 1;

  function go(frame: number): void {
    slider.value = String(frame);
    readout.textContent = `step ${steps[frame]?.toLocaleString('en')}`;
    slider.setAttribute('aria-valuetext', readout.textContent);
    show(frame);
  }
  function pause(): void {
    clearInterval(timer);
    timer = undefined;
    button.textContent = 'Play';
  }
  function play(): void {
    if (slider.valueAsNumber === last) go(0);
    button.textContent = 'Pause';
    timer = setInterval(() => {
      go(slider.valueAsNumber + 1);
      if (slider.valueAsNumber === last) pause();
    }, 1000 / rate);
  }
  button.addEventListener('click', () => (timer === undefined ? play() : pause()));
  slider.addEventListener('input', () => {
    pause();
    go(slider.valueAsNumber);
  });
  pause();
  go(0);
  return {
    element,
    dispose() {
      pause();
      element.remove();
    },
  };
}
