import type { Canvas } from '../canvas.ts';
import { createEngine } from '../create_engine.ts';
import type { Engine } from '../engine.ts';
import type { Ensemble } from '../ensemble_of_trainings.ts';
import { DeviceError } from '../errors.ts';
import { maximumDimension } from '../network.ts';
import type { Sampler } from '../sampler.ts';
import type { Trainer } from '../trainer.ts';
import type { EngineState, Kind, MemberState, Of, Outcome, Progress, Report, Request, Results } from './messages.ts';
import { passError } from './passed_errors.ts';
import { storeOf } from './passed_tuning.ts';
import { buffersOf } from './passing.ts';

/** The worker's end of what it and the page say to each other: its global. */
export interface ServerPort {
  postMessage(report: Report, transfer: Transferable[]): void;
  onmessage: ((event: { readonly data: Request }) => void) | null;
  onmessageerror: ((event: unknown) => void) | null;
}

/** A trainer, an ensemble or a sampler, and its run. */
interface Member {
  readonly trainer?: Trainer;
  readonly ensemble?: Ensemble;
  readonly sampler?: Sampler;
  /** Where it stands, with what the page does not know yet. */
  state(): MemberState;
  run?: { readonly reports: AsyncGenerator<Progress, void, undefined>; readonly controller: AbortController };
}

/** The reason of a run that the page aborted, which has the true one. */
const aborted = Symbol('aborted');

/** Opens the engine that the page asks for, and does there what the page asks of it. */
export function serveEngine(port: ServerPort): void {
  const members = new Map<number, Member>();
  const canvases = new Map<number, OffscreenCanvas>();
  let engine: Engine;
  let sent = '';

  const tell = (report: Report): void => port.postMessage(report, buffersOf(report));

  const operations: { readonly [K in Kind]: (operation: Of<K>) => Promise<Results[K]> } = {
    async open({ options: { tuning, ...options } }) {
      tell({ opening: true });
      const store = typeof tuning === 'boolean' ? tuning : storeOf(tuning, (entry) => tell({ tuned: entry }));
      engine = await createEngine({ ...options, tuning: store });
      return undefined;
    },
    async trainer({ member, options }) {
      const trainer = await engine.trainer(options);
      const first = trainer.step;
      const losses = (from: number) => [trainer.losses(from)];
      members.set(member, { trainer, state: lossesOf(trainer, losses) });
      return first;
    },
    async ensemble({ member, options }) {
      const ensemble = await engine.ensemble(options);
      members.set(member, { ensemble, state: lossesOf(ensemble, ensemble.losses) });
      return { step: ensemble.step, members: ensemble.members };
    },
    async sampler({ member, options }) {
      const sampler = await engine.sampler(options);
      members.set(member, { sampler, state: () => ({ completed: sampler.completed }) });
      return sampler.total;
    },
    score: ({ request }) => engine.score(request),
    run({ member: id, options }) {
      const member = members.get(id)!;
      const controller = new AbortController();
      const { signal } = controller;
      const training = member.trainer ?? member.ensemble;
      const reports = training ? training.run({ ...options, signal }) : samplerOf(id).run({ ...options, signal });
      member.run = { reports, controller };
      return reports.next();
    },
    next: ({ member }) => members.get(member)!.run!.reports.next(),
    model: ({ member, options }) => trainerOf(member).model(options),
    checkpoint: ({ member }) => trainerOf(member).checkpoint(),
    gradient: ({ member }) => trainerOf(member).gradient(),
    models: ({ member, options }) => ensembleOf(member).models(options),
    checkpoints: ({ member }) => ensembleOf(member).checkpoints(),
    samples: ({ member }) => samplerOf(member).samples(),
    counts: ({ member, grid }) => samplerOf(member).counts(grid),
    async draw({ member, canvas, picture, size }) {
      if (canvas?.handed) canvases.set(canvas.id, canvas.handed);
      const drawn = canvas && canvases.get(canvas.id);
      await samplerOf(member).draw(drawn as Canvas, picture, size);
      return undefined;
    },
  };

  const trainerOf = (id: number): Trainer => members.get(id)!.trainer!;
  const ensembleOf = (id: number): Ensemble => members.get(id)!.ensemble!;
  const samplerOf = (id: number): Sampler => members.get(id)!.sampler!;

  async function outcomeOf(operation: Of<Kind>): Promise<Outcome> {
    try {
      return {
        value: await (operations[operation.kind] as (operation: Of<Kind>) => Promise<Results[Kind]>)(operation),
      };
    } catch (error) {
      return error === aborted ? { aborted: true } : { error: passError(error) };
    }
  }

  /** The engine where it is no longer what the page knows: it may go on with another device. */
  function changedEngine(): EngineState | undefined {
    if (!engine) return undefined;
    const { kind, adapter, interruptions, passedOver } = engine;
    const now = JSON.stringify([kind, adapter, passedOver, interruptions.length]);
    if (now === sent) return undefined;
    sent = now;
    const tableOf = (particles: (dimension: number) => number) =>
      Uint32Array.from({ length: maximumDimension }, (_, i) => particles(i + 1));
    return {
      ...{ kind, adapter, interruptions, passedOver },
      mostParticles: tableOf(engine.mostParticles),
      busyParticles: tableOf(engine.busyParticles),
    };
  }

  /** Answers, if need be by why the result does not go back: else the call would wait for good. */
  function answer(report: Extract<Report, { call: number }>): void {
    try {
      tell(report);
    } catch (error) {
      const failure = new DeviceError(`the worker could not send back what was asked of it: ${String(error)}`);
      tell({ ...report, outcome: { error: passError(failure) } });
    }
  }

  port.onmessage = async ({ data }) => {
    if ('call' in data) {
      const { call, operation } = data;
      const outcome = await outcomeOf(operation);
      const state = 'member' in operation ? members.get(operation.member)?.state() : undefined;
      answer({ call, outcome, engine: changedEngine(), state });
    } else if ('abort' in data) members.get(data.abort)?.run?.controller.abort(aborted);
    else if ('leave' in data) members.get(data.leave)?.run?.reports.return();
    else if ('forget' in data) canvases.delete(data.forget);
    else {
      const member = members.get(data.dispose);
      members.delete(data.dispose);
      (member?.trainer ?? member?.ensemble ?? member?.sampler)?.dispose();
    }
  };
  // A call would wait for good.
  port.onmessageerror = () => tell({ failed: 'what the page sent could not be read' });
}

/** Sends the losses that the page does not have yet. @param from those of each network from a step of it on */
function lossesOf(training: Trainer | Ensemble, from: (step: number) => Float32Array[]): () => MemberState {
  const first = training.step;
  let known = 0;
  return () => {
    // A training that diverged has taken steps back.
    known = Math.min(known, training.step - first);
    const losses = from(known);
    known += losses[0]!.length;
    return { step: training.step, losses };
  };
}
