import { type ShellCommand, shellCommands } from './shell.ts';
import type { ShellContext } from './shell-expand.ts';
import { type ShellWord, splitWords, written } from './shell-text.ts';

/** A shell text inside a file: the file itself, or a code block of a README. */
interface Block {
  readonly text: string;
  readonly start: number;
}

const FENCE = /^[ \t]*(`{3,}|~{3,})[ \t]*([\w+-]*)[^\n]*$/;
const SHELLS = new Set([
  '',
  'sh',
  'bash',
  'shell',
  'zsh',
  'console',
  'shell-session',
  'shellsession',
  'terminal',
  'none',
  'text',
  'bat',
  'commandline',
]);

/** The code blocks of a Markdown file that may hold commands; what stands around them is blanked, so that places stay. */
function codeBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let [open, start] = ['', 0];
  for (let at = 0; at < text.length; ) {
    const stop = text.indexOf('\n', at);
    const end = stop < 0 ? text.length : stop;
    const line = text.slice(at, end).replace(/\r$/, '');
    const fence = FENCE.exec(line);
    if (open === '' && fence !== null) {
      open = SHELLS.has((fence[2] ?? '').toLowerCase()) ? (fence[1] ?? '') : `other ${fence[1] ?? ''}`;
      start = end + 1;
    } else if (open !== '' && fence?.[2] === '' && (fence[1] ?? '').startsWith(open.replace('other ', ''))) {
      if (!open.startsWith('other')) blocks.push({ text: withoutPrompts(text.slice(start, at)), start });
      open = '';
    }
    at = end + 1;
  }
  return blocks;
}

/** A prompt in front of a command is no part of it; blanks take its place. */
const withoutPrompts = (text: string): string =>
  text.replaceAll(/^([ \t]*)([$>%])(?= )/gm, (_, space: string) => `${space} `);

/** Options that `#SBATCH` lines give to a job. */
export function sbatchDirectives(text: string): readonly ShellWord[] {
  return [...text.matchAll(/^#SBATCH[ \t]+([^#\n\r]*)/gm)].flatMap((match) => {
    const body = match[1] ?? '';
    const start = match.index + match[0].length - body.length;
    return splitWords([{ value: written(body, start), quoted: false }], { start, end: start + body.length });
  });
}

/** Variables that Slurm sets from the options of a job. */
function slurmVariables(directives: readonly ShellWord[]): ReadonlyMap<string, string> {
  const names: readonly (readonly [pattern: RegExp, variables: readonly string[]])[] = [
    [/^(?:--nodes|-N)$/, ['SLURM_NNODES', 'SLURM_JOB_NUM_NODES']],
    [/^(?:--ntasks|-n)$/, ['SLURM_NTASKS', 'SLURM_NPROCS']],
    [/^--ntasks-per-node$/, ['SLURM_NTASKS_PER_NODE']],
    [/^(?:--gpus-per-node)$/, ['SLURM_GPUS_PER_NODE']],
    [/^(?:--cpus-per-task|-c)$/, ['SLURM_CPUS_PER_TASK']],
  ];
  const found = new Map<string, string>();
  for (const [i, { text }] of directives.entries()) {
    const [name = '', inline] = text.split('=', 2);
    const value = inline ?? directives[i + 1]?.text ?? '';
    for (const [pattern, variables] of names)
      if (pattern.test(name) && /^\d+$/.test(value)) for (const variable of variables) found.set(variable, value);
  }
  return found;
}

/** The commands of a file that holds some, in order. */
export function commandsOf(
  text: string,
  file: { readonly markdown: boolean; readonly folder: string; readonly context: ShellContext },
): readonly ShellCommand[] {
  if (!file.markdown) {
    const variables = slurmVariables(sbatchDirectives(text));
    return shellCommands(text, { folder: file.folder, ...file.context }, variables);
  }
  // Blanks in front of a block keep the places of its words those of the file.
  return codeBlocks(text).flatMap(({ text: block, start }) =>
    shellCommands(block, { folder: file.folder, ...file.context }).map((command) => moved(command, start)),
  );
}

function moved(command: ShellCommand, by: number): ShellCommand {
  return {
    ...command,
    words: command.words.map((word) => ({ ...word, start: word.start + by, end: word.end + by })),
    environment: new Map(
      [...command.environment].map(([name, value]) => [
        name,
        { ...value, at: value.at.map((offset) => (offset < 0 ? offset : offset + by)) },
      ]),
    ),
  };
}
