import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { standardLibrary } from '../../../src/knowledge/python/index.ts';
import { startEvaluation } from '../../../src/script/evaluator.ts';
import { pythonSemantics } from '../../../src/script/python/semantics.ts';
import { Sites } from '../../../src/script/sites.ts';
import { shellCommands } from '../../../src/sources/launch/shell.ts';
import { lowerPython } from '../../../src/sources/python/lower.ts';
import { startParser } from '../../../src/sources/python/parser.ts';
import { plain } from '../../script/support.ts';

interface Program {
  readonly program: string;
  readonly results: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
}

const PROGRAMS: Readonly<Record<string, Program>> = JSON.parse(
  readFileSync(new URL('../../oracles/data/python-inputs.json', import.meta.url), 'utf8'),
);

/** What is left unknown, by program, where a reader without types cannot tell. */
const UNKNOWN: Readonly<Record<string, readonly string[]>> = {};

async function evaluate(program: string, line: string): Promise<Map<string, unknown>> {
  const sites = new Sites();
  const [command] = shellCommands(`run ${line}`, { folder: '/', script: undefined, given: new Map() });
  const site = sites.open('command line', `run ${line}`);
  const argv = (command?.words ?? []).slice(1).map(({ text, start, end }) => ({ text, site: site(start, end) }));
  const evaluation = startEvaluation({
    semantics: pythonSemantics({ main: 'train.py', runsMain: true }),
    library: standardLibrary({ argv }),
    loader: { load: (_from, name) => ({ library: name }) },
  });
  const loaded = evaluation.runModule(lowerPython(await startParser(), program, 'train.py', sites));
  const out = evaluation.machine.memory.read(loaded.scope, 'out');
  const read = new Map<string, unknown>();
  if (out?.kind !== 'reference') return read;
  for (const key of evaluation.machine.memory.keys(out.address)) {
    const value = evaluation.machine.memory.read(out.address, key);
    read.set(key, value === undefined ? undefined : plain(evaluation.machine, value));
  }
  return read;
}

describe('what is claimed of options is what the real parsers make of them', () => {
  for (const [title, { program, results }] of Object.entries(PROGRAMS)) {
    describe(title, () => {
      for (const [line, expected] of Object.entries(results)) {
        it(line === '' ? 'no arguments' : line, async () => {
          if (expected === null) return expect.fail('the real parser gave nothing');
          const read = await evaluate(program, line);
          const unknown = Object.keys(expected).filter((key) => read.get(key) === undefined);
          const claimed = Object.fromEntries(Object.entries(expected).filter(([key]) => !unknown.includes(key)));
          expect(Object.fromEntries([...read].filter(([, value]) => value !== undefined))).toEqual(claimed);
          expect(unknown.filter((key) => !(UNKNOWN[title] ?? []).includes(key))).toEqual([]);
        });
      }
    });
  }
});
