import { resolve } from 'node:path';
import type { ParserInputs } from '../../knowledge/python/given.ts';
import { pythonKnowledge } from '../../knowledge/python/knowledge.ts';
import { pythonSemantics } from '../../script/python/semantics.ts';
import { Sites } from '../../script/sites.ts';
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
  return evaluateScript({
    name,
    kind: 'python',
    entry,
    main,
    semantics: pythonSemantics({ main: main.file, runsMain: entry.name === undefined }),
    loader,
    knowledge: pythonKnowledge({ ...given, data: dataReader(loader, sites, yaml) }),
    sites,
    texts: loader.texts,
    inputs: inputsOf(sets),
  });
}
