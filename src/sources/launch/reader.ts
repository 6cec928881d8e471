import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Sites } from '../../script/sites.ts';
import { SourceError } from '../../spec/errors.ts';
import type { Fact } from '../../spec/fact.ts';
import { printable } from '../../spec/text.ts';
import { readScript } from '../python/reader.ts';
import type { SourceReader } from '../source.ts';
import { parseLaunch, splitCommand } from './command.ts';

/** How reports call the place of an argument. */
const FILE = 'command line';

/** Reads a launch command: the script that it starts, with the arguments and processes that it gives. */
export const reader: SourceReader = {
  async read({ name, cwd, sets }) {
    const launch = parseLaunch(splitCommand(name));
    if (launch === undefined) {
      throw new SourceError(`${printable(name)} starts no Python script`, {
        help: 'name the script in the command: torchrun --nproc_per_node=8 train.py --lr 0.5',
      });
    }
    const { script, argv, environment, processes } = launch;
    const path = resolve(cwd, script.text);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || !found.isFile()) {
      throw new SourceError(`${printable(script.text)} does not exist`, {
        help: 'name the script as seen from the working directory',
      });
    }
    const sites = new Sites();
    const site = sites.open(FILE, name);
    const given = argv.map(({ text, start, end }) => ({ text, site: site(start, end) }));
    const setup = await readScript({ name: script.text, cwd, sets }, path, found.size, sites, {
      argv: given,
      environment,
    });
    const facts = new Map<string, Fact>(setup.facts);
    const [first] = processes?.words ?? [];
    if (processes !== undefined && first !== undefined) {
      const place = sites.place(site(first.start, first.end));
      if (place !== undefined)
        facts.set('data.devices', {
          status: processes.words.length === 1 ? 'stated' : 'inferred',
          value: processes.count,
          origin: { kind: 'text', ...place },
        });
    }
    return {
      ...setup,
      name,
      sources: [{ name, kind: 'launch', ran: true }],
      facts,
      texts: new Map([...setup.texts, [FILE, name]]),
    };
  },
};
