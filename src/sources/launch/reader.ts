import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { GivenText } from '../../knowledge/python/given.ts';
import { Sites } from '../../script/sites.ts';
import { SourceError, UsageError } from '../../spec/errors.ts';
import type { Fact } from '../../spec/fact.ts';
import type { Setup } from '../../spec/setup.ts';
import { printable } from '../../spec/text.ts';
import { readScript } from '../python/reader.ts';
import type { Files, SourceReader, SourceRequest } from '../source.ts';
import { type Launch, parseLaunch } from './command.ts';
import { commandsOf, sbatchDirectives } from './documents.ts';
import type { ShellCommand } from './shell.ts';
import type { ShellWord, Written } from './shell-text.ts';

/** How reports call the place of an argument that no file holds. */
const COMMAND_LINE = 'command line';
const MAX_BYTES = 1024 * 1024;
const ROOT_MARKS = ['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt'];

interface Started {
  readonly launch: Launch;
  readonly command: ShellCommand;
}

/** Reads a launch command, by itself or in a shell script or README: the script that it starts, with what it gives it. */
export const reader: SourceReader = {
  async read(request, head) {
    const { name, cwd, sets, files } = request;
    const given = new Map(sets.filter(([key]) => /^[A-Za-z_]\w*$/.test(key)));
    if (head.path === undefined) {
      const started = startedBy(
        name,
        commandsOf(name, { markdown: false, folder: cwd, context: { script: undefined, given } }),
      );
      const [only] = started;
      if (only === undefined)
        throw startsNothing(
          printable(name),
          'name the script in the command: torchrun --nproc_per_node=8 train.py --lr 0.5',
        );
      if (started.length > 1) throw several(request, '', started);
      return readStarted(request, only, { file: COMMAND_LINE, text: name, folders: [cwd] });
    }
    const path = head.path;
    if (head.size > MAX_BYTES) throw new SourceError(`${printable(name)} cannot be read: it is larger than 1 MB`);
    const text = textOf(request, path);
    const [file = name, entry] = splitEntry(name);
    const markdown = /^\.(?:md|markdown)$/i.test(extname(path));
    const started = startedBy(text, commandsOf(text, { markdown, folder: cwd, context: { script: path, given } }));
    const chosen = choose(request, file, entry, started, text);
    const shown = relative(cwd, path).split(sep).join('/');
    return readStarted(request, chosen, {
      file: shown === '' ? file : shown,
      text,
      folders: [cwd, ...foldersAbove(files, dirname(path))],
    });
  },
};

function startedBy(text: string, commands: readonly ShellCommand[]): readonly Started[] {
  const directives = sbatchDirectives(text);
  return commands.flatMap((command) => {
    const launch = parseLaunch(command, directives);
    return launch === undefined ? [] : [{ launch, command }];
  });
}

function splitEntry(name: string): readonly [file: string, entry: string | undefined] {
  const at = name.indexOf('::');
  return at < 0 ? [name, undefined] : [name.slice(0, at), name.slice(at + 2).trim()];
}

/** The command that a person named: by number, or by its script where only one command starts that. */
function choose(
  request: SourceRequest,
  file: string,
  entry: string | undefined,
  started: readonly Started[],
  text: string,
): Started {
  const [first] = started;
  if (first === undefined)
    throw startsNothing(printable(file), 'name a file that holds such a command, or the script itself');
  if (entry === undefined) {
    if (started.length > 1 && !allAlike(started)) throw several(request, text, started);
    return first;
  }
  if (/^\d+$/.test(entry)) {
    const found = started[Number(entry) - 1];
    if (found === undefined) throw several(request, text, started);
    return found;
  }
  const named = started.filter(({ launch }) => launch.script.text === entry || basename(launch.script.text) === entry);
  const [found] = named;
  if (found === undefined || (named.length > 1 && !allAlike(named))) throw several(request, text, started);
  return found;
}

const spelled = ({ command }: Started): string =>
  JSON.stringify(command.words.map(({ text, hole }) => [text, hole?.text]));
const allAlike = (started: readonly Started[]): boolean => new Set(started.map(spelled)).size === 1;

const MOST_LISTED = 8;

function several({ name }: SourceRequest, text: string, started: readonly Started[]): UsageError {
  const [file = name] = splitEntry(name);
  const listed = started.slice(0, MOST_LISTED).map(({ launch, command }, i) => {
    const from = command.words[0]?.start ?? 0;
    const line = text === '' ? '' : ` (line ${text.slice(0, from).split('\n').length})`;
    return `${i + 1}: ${printable(launch.script.text, 60)}${line}`;
  });
  const more = started.length > MOST_LISTED ? `, and ${started.length - MOST_LISTED} more` : '';
  return new UsageError(`${printable(file)} starts ${started.length} scripts: ${listed.join(', ')}${more}`, {
    help: text === '' ? 'name one command' : `name one by its number: ${printable(file)}::1`,
  });
}

function startsNothing(shown: string, help: string): SourceError {
  return new SourceError(`${shown} starts no Python script`, { help });
}

function textOf({ name, files }: SourceRequest, path: string): string {
  try {
    return new TextDecoder().decode(files.read(path));
  } catch (error) {
    throw new SourceError(`${printable(name)} cannot be read`, { cause: error });
  }
}

/** The folder of a file and those above it, up to the project's. */
function foldersAbove(files: Files, folder: string): string[] {
  const found: string[] = [];
  for (let at = folder; found.length < 12; at = dirname(at)) {
    found.push(at);
    if (ROOT_MARKS.some((mark) => files.stat(join(at, mark)) !== undefined)) return found;
    if (dirname(at) === at) break;
  }
  return [folder];
}

/** Where a script lies: as seen from where the command runs, else from folders around the file that holds it. */
function findScript(
  files: Files,
  { script, module }: Launch,
  { folder }: ShellCommand,
  folders: readonly string[],
): { readonly path: string; readonly size: number } | undefined {
  const steps = script.text.split('.');
  const names = module ? [`${join(...steps)}.py`, join(...steps, '__main__.py')] : [script.text];
  const [start] = folders;
  // Behind a `cd` only the folder that it went to counts.
  const places = folder !== undefined && folder !== start ? [folder] : folder === undefined ? [] : folders;
  for (const place of places)
    for (const named of names) {
      const path = resolve(place, named);
      const found = files.stat(path);
      if (found?.kind === 'file') return { path, size: found.size };
    }
  return undefined;
}

async function readStarted(
  { name, cwd, sets, files }: SourceRequest,
  { launch, command }: Started,
  held: { readonly file: string; readonly text: string; readonly folders: readonly string[] },
): Promise<Setup> {
  const { script, argv, processes } = launch;
  if (script.hole !== undefined) {
    throw new SourceError(
      `${printable(name)} starts a script whose name is not known: ${printable(script.hole.text)}`,
      {
        help:
          script.hole.input === undefined
            ? 'name the command with the script in it'
            : `add: --set ${script.hole.input}=…`,
      },
    );
  }
  const found = findScript(files, launch, command, held.folders);
  if (found === undefined) {
    throw new SourceError(
      `${printable(script.text)} ${launch.module ? 'is no module of this project' : 'does not exist'}`,
      {
        help:
          command.folder === undefined
            ? 'the command runs in a folder that is not known: name the script itself'
            : 'name the script as seen from the working directory',
      },
    );
  }
  const sites = new Sites();
  const site = sites.open(held.file, held.text);
  const given = argv.map((word) => givenText(word, site));
  const environment = new Map(
    [...command.environment].map(([key, value]) => [key, givenText(wordOf(value, script), site)]),
  );
  const setup = await readScript({ name: script.text, cwd, sets, files }, found.path, found.size, sites, {
    argv: given,
    environment,
  });
  const facts = new Map<string, Fact>(setup.facts);
  if (processes !== undefined) facts.set('data.devices', devices(processes, sites, site, script));
  return {
    ...setup,
    name,
    sources: [{ name, kind: 'launch', ran: true }],
    facts,
    texts: new Map([...setup.texts, [held.file, held.text]]),
  };
}

function givenText(word: ShellWord, site: (start: number, end: number) => number): GivenText {
  const { text, start, end, hole, spread, input } = word;
  return {
    text,
    site: site(start, end),
    ...(end - start === text.length ? { tail: (from: number) => site(start + from, end) } : {}),
    ...(hole === undefined ? {} : { hole }),
    ...(spread === undefined ? {} : { spread }),
    ...(input === undefined ? {} : { input }),
  };
}

function wordOf({ text, at, hole, input }: Written, near: ShellWord): ShellWord {
  const [first = -1] = at;
  const isTogether = first >= 0 && at.every((offset, i) => offset === first + i);
  return {
    text,
    start: isTogether ? first : near.start,
    end: isTogether ? first + at.length : near.end,
    ...(hole === undefined ? {} : { hole }),
    ...(input === undefined ? {} : { input }),
  };
}

function devices(
  { count, words }: NonNullable<Launch['processes']>,
  sites: Sites,
  site: (start: number, end: number) => number,
  script: ShellWord,
): Fact {
  const [first] = words;
  const at = first ?? script;
  const place = sites.place(site(at.start, at.end));
  const origin = { kind: 'text', file: COMMAND_LINE, line: 1, column: 1, ...place } as const;
  if (first === undefined)
    return {
      status: 'default',
      value: count,
      origin: { kind: 'default', library: 'torch', parameter: 'torchrun(--nproc_per_node)', omittedAt: origin },
    };
  return { status: words.length === 1 ? 'stated' : 'inferred', value: count, origin };
}
