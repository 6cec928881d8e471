import { isAbsolute, resolve } from 'node:path';
import type { Fact } from '../spec/fact.ts';
import type { Origin, TextOrigin } from '../spec/origin.ts';
import type { Setup } from '../spec/setup.ts';
import { filesAt } from './commit.ts';
import { isRef } from './git.ts';
import type { Files } from './source.ts';

/** A source as a commit holds it. */
export interface Past {
  /** The source without the commit. */
  readonly name: string;
  readonly ref: string;
  readonly files: Files;
}

/**
 * The commit that a source such as `train.py@v1.0` or `train.py@HEAD~3::main()` names; undefined where it names none.
 * @throws {ResauditError} where there is no such commit.
 */
export async function pastOf(written: string, cwd: string): Promise<Past | undefined> {
  const [path = '', ...entry] = written.split('::');
  const ats = [...path.matchAll(/@(?!\{)/g)].map(({ index }) => index).filter((at) => at > 0);
  const splits = ats
    .map((at) => ({ file: path.slice(0, at), ref: path.slice(at + 1) }))
    .filter(({ ref }) => isRef(ref));
  // Names of files and of commits may both hold an @: what is there in the commit decides.
  let failure: unknown;
  for (const { file, ref } of splits) {
    try {
      const files = await filesAt(cwd, ref, quotedAt(ref));
      const name = [file, ...entry].join('::');
      if (files.stat(isAbsolute(file) ? file : resolve(cwd, file)) !== undefined || splits.length === 1) {
        return { name, ref, files };
      }
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

export { filesAt };

const quotedAt = (ref: string): string => `@${ref}`;

/** A setup that was read from a commit, under names that tell it from what is there today. */
export function namedAt(setup: Setup, ref: string): Setup {
  const named = (file: string): string => `${file}@${ref}`;
  return {
    ...setup,
    name: named(setup.name),
    sources: setup.sources.map((source) =>
      source.kind === 'preset' ? source : { ...source, name: named(source.name) },
    ),
    facts: new Map([...setup.facts].map(([path, fact]) => [path, renamedFact(fact, named)])),
    problems: setup.problems.map((problem) =>
      problem.at === undefined ? problem : { ...problem, at: renamed(problem.at, named) },
    ),
    texts: new Map([...setup.texts].map(([file, text]) => [named(file), text])),
  };
}

type Named = (file: string) => string;

function renamedFact(fact: Fact, named: Named): Fact {
  const origin = fact.origin === undefined ? {} : { origin: renamed(fact.origin, named) };
  if (fact.status !== 'unknown' || fact.alternatives === undefined) return { ...fact, ...origin };
  const alternatives = fact.alternatives.map((each) =>
    each.origin === undefined ? each : { ...each, origin: renamed(each.origin, named) },
  );
  return { ...fact, ...origin, alternatives };
}

function renamed<O extends Origin>(origin: O, named: Named): O;
function renamed(origin: Origin, named: Named): Origin {
  const via = origin.via === undefined ? {} : { via: origin.via.map((each) => renamed(each, named)) };
  switch (origin.kind) {
    case 'text':
    case 'graph':
      return { ...origin, ...via, file: named(origin.file) };
    case 'default':
      return {
        ...origin,
        ...via,
        ...(origin.omittedAt === undefined ? {} : { omittedAt: renamed<TextOrigin>(origin.omittedAt, named) }),
      };
    case 'argument':
      return { ...origin, ...via, ...(origin.file === undefined ? {} : { file: named(origin.file) }) };
    default:
      return { ...origin, ...via };
  }
}
