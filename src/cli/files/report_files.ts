import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { quotedWhole } from '../../quoted.ts';
import { PathError } from '../exit.ts';
import { makeFolder } from './folder.ts';
import { fileBehind, place, stampOf, statusOf } from './place.ts';
import { ownFiles, type Report, reportNames } from './report_content.ts';
import { beginFile, clearAbandoned, type Unfinished } from './temporary.ts';
import { attempt, bytesOf, PutElsewhere, prepareFolder } from './write.ts';

/** Where a report goes. */
export interface ReportFolder {
  /**
   * Writes all files, each as a whole. Where they cannot be written, or another program wrote one of them meanwhile, all go to
   * another folder, which the error tells. @throws PathError
   */
  write(report: Report): void;
}

/** One of its files. */
interface Place {
  readonly name: (typeof reportNames)[number];
  /** The path, behind links. */
  readonly target: string;
  /** Of what is there and may be replaced. */
  readonly stamp: string | undefined;
}

/**
 * Finds out before any work is done whether a report can be written into a folder. Files that an earlier report left there are
 * replaced, others only with `force`. @throws PathError
 */
export function prepareReport(folder: string, { force }: { force: boolean }): ReportFolder {
  const doing = `write into ${quotedWhole(folder)}`;
  const places = attempt(doing, () => {
    makeFolder(resolve(folder));
    return reportNames.map((name): Place => {
      const target = resolve(fileBehind(join(folder, name)));
      return { name, target, stamp: stampOf(target) };
    });
  });
  const own = force ? undefined : ownFiles(folder);
  for (const { name, target } of places) {
    clearAbandoned(dirname(target), basename(target));
    prepareFolder(dirname(target), basename(target), doing);
    const status = statusOf(target);
    const named = `--out: ${quotedWhole(join(folder, name))}`;
    if (status && !status.isFile()) throw new PathError(`${named} is there and no file`);
    if (own && status && !own.has(name))
      throw new PathError(`${named} exists, and is not of an earlier tutorial; --force replaces it`);
  }
  return {
    write(report) {
      try {
        attempt(doing, () => replaceAll(folder, places, report, force));
      } catch (error) {
        const instead = putElsewhere(folder, report);
        if (!(error instanceof PathError) || instead === undefined) throw error;
        throw new PutElsewhere(`${error.message}; the report is in ${quotedWhole(instead)}`);
      }
    },
  };
}

function replaceAll(folder: string, places: readonly Place[], report: Report, force: boolean): void {
  const finished: Unfinished[] = [];
  const refuse = ({ name }: Place): never => {
    const file = quotedWhole(join(folder, name));
    throw new PathError(`--out: ${file} was written by another program meanwhile, and is left alone`);
  };
  try {
    for (const { name, target } of places) {
      makeFolder(dirname(target));
      const unfinished = beginFile(dirname(target), basename(target), statusOf(target));
      finished.push(unfinished);
      unfinished.write(bytesOf(report[name]));
      unfinished.close();
    }
    const taken = force ? undefined : places.find(({ target, stamp }) => stampOf(target) !== stamp);
    if (taken) refuse(taken);
    // Whoever kills us in between leaves too few files, and none of two reports.
    const [, ...others] = places;
    if (!force) for (const { target, stamp } of others) if (stamp !== undefined) rmSync(target, { force: true });
    for (const [i, each] of places.entries())
      if (!place(finished[i]!.path, each.target, (found) => force || found === each.stamp)) refuse(each);
  } finally {
    for (const unfinished of finished) unfinished.discard();
  }
}

/** Writes a report into a new folder, beside the one that was meant or on another disk; undefined where none can be written. */
function putElsewhere(folder: string, report: Report): string | undefined {
  const named = (parent: string): string => join(parent, 'scorefield-tutorial-');
  for (const beginning of [`${resolve(folder)}-`, named(tmpdir()), named(homedir())]) {
    let made: string | undefined;
    try {
      made = mkdtempSync(beginning);
      const places = reportNames.map((name): Place => ({ name, target: join(made!, name), stamp: undefined }));
      replaceAll(made, places, report, false);
      return made;
    } catch {
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
    }
  }
  return undefined;
}
