import { resolve } from 'node:path';
import { pythonKnowledge } from '../../knowledge/python/knowledge.ts';
import { pythonSemantics } from '../../script/python/semantics.ts';
import { Sites } from '../../script/sites.ts';
import { inputsOf, parseEntry } from '../script/entry.ts';
import { evaluateScript, unreadable } from '../script/evaluate.ts';
import type { SourceReader } from '../source.ts';
import { MAX_BYTES, PythonLoader } from './loader.ts';
import { startParser } from './parser.ts';

/** Reads a Python script by evaluating it; nothing of it is run, and no Python is needed. */
export const reader: SourceReader = {
  async read({ name, cwd, sets }, head) {
    const entry = parseEntry(name);
    const path = head.path ?? resolve(cwd, entry.file);
    if (head.size > MAX_BYTES) throw unreadable(name, `it is larger than ${MAX_BYTES / 1024 / 1024} MB`);
    const sites = new Sites();
    const loader = new PythonLoader(path, cwd, sites, await startParser());
    const main = loader.read(path);
    if (main === undefined) throw unreadable(name, 'it is no text file that can be opened');
    return evaluateScript({
      name,
      kind: 'python',
      entry,
      main,
      semantics: pythonSemantics({ main: main.file, runsMain: entry.name === undefined }),
      loader,
      knowledge: pythonKnowledge(),
      sites,
      texts: loader.texts,
      inputs: inputsOf(sets),
    });
  },
};
