import { resolve } from 'node:path';
import { TFJS } from '../../knowledge/tfjs/index.ts';
import { javascript } from '../../script/javascript/semantics.ts';
import { Sites } from '../../script/sites.ts';
import { inputsOf, parseEntry } from '../script/entry.ts';
import { evaluateScript, unreadable } from '../script/evaluate.ts';
import type { SourceReader } from '../source.ts';
import { MAX_BYTES, ProjectLoader } from './loader.ts';

/** Reads a TypeScript or JavaScript script by evaluating it; nothing of it is run. */
export const reader: SourceReader = {
  async read({ name, cwd, sets, files }, head) {
    const entry = parseEntry(name);
    const path = head.path ?? resolve(cwd, entry.file);
    if (head.size > MAX_BYTES) throw unreadable(name, `it is larger than ${MAX_BYTES / 1024 / 1024} MB`);
    const sites = new Sites();
    const loader = new ProjectLoader(path, cwd, sites, files);
    const main = loader.read(path);
    if (main === undefined) throw unreadable(name, 'it is no text file that can be opened');
    return evaluateScript({
      name,
      kind: 'typescript',
      entry,
      main,
      semantics: javascript,
      loader,
      knowledge: TFJS,
      sites,
      texts: loader.texts,
      inputs: inputsOf(sets),
    });
  },
};
