import { resolve } from 'node:path';
import type { ParserInputs } from '../../knowledge/python/given.ts';
import { pythonKnowledge } from '../../knowledge/python/knowledge.ts';
import type { CollectContext } from '../../knowledge/script.ts';
import { pythonSemantics } from '../../script/python/semantics.ts';
import { Sites } from '../../script/sites.ts';
import { continueIdentities, lastIdentity } from '../../script/value.ts';
import type { Fact } from '../../spec/fact.ts';
import type { Setup } from '../../spec/setup.ts';
import { inputsOf, parseEntry } from '../script/entry.ts';
import { evaluateScript, unreadable } from '../script/evaluate.ts';
import type { SourceReader, SourceRequest } from '../source.ts';
import { dataReader, type YamlOnDemand } from './data.ts';
import { MAX_BYTES, PythonLoader } from './loader.ts';
import { startParser } from './parser.ts';

/** Reads a Python script by evaluating it; nothing of it is run, and no Python is needed. */
export const reader: SourceReader = {
  read: async (request, head) => readScript(request, head.path, head.size, new Sites()),
};

/** Reads a script as it runs with what a command gives it. */
export async function readScript(
  request: SourceRequest,
  found: string | undefined,
  size: number,
  sites: Sites,
  given: ParserInputs = {},
): Promise<Setup> {
  const yaml: YamlOnDemand = { isWanted: false };
  const setup = await readOnce(request, found, size, sites, given, yaml);
  if (!yaml.isWanted) return setup;
  // Few scripts load YAML: those are read again, with the parser at hand.
  yaml.parse = (await import('../structured/yaml.ts')).parseYaml;
  return readOnce(request, found, size, sites, given, yaml);
}

async function readOnce(
  { name, cwd, sets, files }: SourceRequest,
  found: string | undefined,
  size: number,
  sites: Sites,
  given: ParserInputs,
  yaml: YamlOnDemand,
): Promise<Setup> {
  const entry = parseEntry(name);
  const path = found ?? resolve(cwd, entry.file);
  if (size > MAX_BYTES) throw unreadable(name, `it is larger than ${MAX_BYTES / 1024 / 1024} MB`);
  const loader = new PythonLoader(path, cwd, sites, await startParser(), files);
  const main = loader.read(path);
  if (main === undefined) throw unreadable(name, 'it is no text file that can be opened');
  const knowledge = pythonKnowledge({ ...given, data: dataReader(loader, sites, yaml) });
  let followed: Followed | undefined;
  const setup = evaluateScript({
    name,
    kind: 'python',
    entry,
    main,
    semantics: pythonSemantics({ main: main.file, runsMain: entry.name === undefined }),
    loader,
    knowledge: {
      ...knowledge,
      collect(context) {
        followed = { context, identity: lastIdentity() };
        return knowledge.collect(context);
      },
    },
    sites,
    texts: loader.texts,
    inputs: inputsOf(sets),
  });
  const isExhausted = setup.problems.some(({ code }) => code === 'script/budget');
  const { overlay } = knowledge;
  if (followed === undefined || overlay === undefined || isExhausted || !definesModules(loader.texts)) return setup;
  const { scriptNetwork } = await import('../../script-graph/index.ts');
  continueIdentities(followed.identity);
  return { ...setup, facts: withNetwork(setup.facts, scriptNetwork(followed.context, overlay)) };
}

interface Followed {
  readonly context: CollectContext;
  /** Other scripts may be evaluated before this one goes on. */
  readonly identity: number;
}

/** Whether anything that was read can define a network: following one is loaded only then. */
function definesModules(texts: ReadonlyMap<string, string>): boolean {
  for (const text of texts.values()) if (/\bModule\b|\bSequential\b/.test(text)) return true;
  return false;
}

/** What a script states of its network in words stays. */
function withNetwork(facts: ReadonlyMap<string, Fact>, network: ReadonlyMap<string, Fact>): ReadonlyMap<string, Fact> {
  const all = new Map(facts);
  for (const [path, fact] of network) {
    const present = all.get(path);
    if (
      present === undefined ||
      (present.status === 'unknown' && (present.origin === undefined || fact.status !== 'unknown'))
    )
      all.set(path, fact);
  }
  return all;
}
