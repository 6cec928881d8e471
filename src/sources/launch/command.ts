import type { ShellCommand } from './shell.ts';
import type { ShellWord } from './shell-text.ts';

/** What a launch command says: the script or module, its arguments, and how many processes it starts. */
export interface Launch {
  /** The file, or with `module` the dotted name behind `-m`. */
  readonly script: ShellWord;
  readonly module: boolean;
  readonly argv: readonly ShellWord[];
  readonly processes: Processes | undefined;
}

export interface Processes {
  /** Of the whole run. */
  readonly count: number;
  /** Where that is written; empty where it is the launcher's default. */
  readonly words: readonly ShellWord[];
}

const PYTHON = /^(?:python|pypy)[\d.]*$/;
const LAUNCHERS = new Set([
  'torchrun',
  'accelerate',
  'deepspeed',
  'srun',
  'mpirun',
  'mpiexec',
  'horovodrun',
  'ipython',
]);
/** What runs the command behind it as it is. */
const WRAPPERS = new Set(
  'nohup time env exec sudo nice ionice timeout stdbuf uv poetry pipenv conda micromamba mamba pdm hatch rye singularity apptainer xvfb-run numactl run exec kernprof coverage nsys'.split(
    ' ',
  ),
);
const DISTRIBUTED = /^torch\.distributed\.(?:launch|run|elastic[\w.]*)$/;

const PER_NODE = /^--(?:nproc[_-]per[_-]node|num[_-]gpus|ntasks[_-]per[_-]node|gpus[_-]per[_-]node)$/;
const NODES = /^(?:--(?:nnodes|num[_-]nodes|nodes)|-N)$/;
const TOTAL = /^(?:--(?:num[_-]processes|ntasks)|-n|-np)$/;
/** Options of launchers that take a value which could pass for the script. */
const VALUED = /^--(?:config[_-]file|hostfile|rdzv[_-]\w+|log[_-]dir|deepspeed[_-]config)$/;

const baseOf = (word: ShellWord | undefined): string =>
  word === undefined || word.hole !== undefined ? '' : (word.text.split('/').at(-1) ?? '');

/** Undefined where the command starts no Python script. */
export function parseLaunch(
  { words }: Pick<ShellCommand, 'words'>,
  directives: readonly ShellWord[] = [],
): Launch | undefined {
  const first = words.findIndex((word, i) => {
    const base = baseOf(word);
    return PYTHON.test(base) || LAUNCHERS.has(base) || (i === 0 && /\.pyw?$/.test(base));
  });
  if (first < 0 || !words.slice(0, first).every((word) => isPassedOver(word, words[0]))) return undefined;
  const at = scriptAt(words, first);
  const script = words[at];
  if (script === undefined) return undefined;
  const before = words.slice(first, at);
  const flag = before.at(-1)?.text;
  return {
    script,
    module: flag === '-m' || flag === '--module',
    argv: words.slice(at + 1),
    processes: processesOf(before, directives),
  };
}

/** In front of a launcher only wrappers stand, with their options and values. */
function isPassedOver(word: ShellWord, first: ShellWord | undefined): boolean {
  return WRAPPERS.has(baseOf(first)) && !/^(?:echo|cat|pip|which)$/.test(word.text);
}

function scriptAt(words: readonly ShellWord[], first: number): number {
  for (let i = first; i < words.length; i++) {
    const text = words[i]?.text ?? '';
    const previous = words[i - 1]?.text ?? '';
    if (text === '-c' && PYTHON.test(baseOf(words[i - 1]))) return -1;
    if (text === '-m' || text === '--module') {
      const next = words[i + 1];
      if (next === undefined || next.hole !== undefined) return -1;
      if (
        DISTRIBUTED.test(next.text) ||
        /^(?:accelerate\.commands\.launch|deepspeed\.launcher\.\w+)$/.test(next.text)
      ) {
        i++;
        continue;
      }
      if (/^[A-Za-z_][\w.]*$/.test(next.text)) return i + 1;
    }
    if (/\.pyw?$/.test(text) && !text.startsWith('-') && !VALUED.test(previous)) return i;
  }
  return -1;
}

function processesOf(before: readonly ShellWord[], directives: readonly ShellWord[]): Processes | undefined {
  const bases = before.map(baseOf);
  const isTorch = bases.includes('torchrun') || before.some(({ text }) => DISTRIBUTED.test(text));
  const isSlurm = bases.includes('srun');
  const own = isTorch
    ? before.slice(bases.findIndex((base, i) => base === 'torchrun' || DISTRIBUTED.test(before[i]?.text ?? '')))
    : before;
  const isLauncher = isTorch || bases.some((base) => LAUNCHERS.has(base));
  if (!isLauncher) return undefined;
  // Without a launcher of processes of its own, `srun` starts as many as the job has tasks.
  const flags = isSlurm && !isTorch ? [...directives, ...before] : own;
  const total = isTorch ? undefined : numberOf(flags, TOTAL);
  const each = numberOf(flags, isSlurm && !isTorch ? /^--ntasks[_-]per[_-]node$/ : PER_NODE);
  const nodes =
    numberOf(flags, NODES) ?? (isTorch && isSlurm ? numberOf([...directives, ...before], NODES) : undefined);
  if (total !== undefined) return total.count === undefined ? undefined : { count: total.count, words: [total.word] };
  if (nodes !== undefined && nodes.count === undefined) return undefined;
  if (each === undefined) {
    // torchrun starts one process a node where nothing else is said; others ask their configuration or the machine.
    if (!isTorch) return undefined;
    return { count: nodes?.count ?? 1, words: nodes === undefined ? [] : [nodes.word] };
  }
  if (each.count === undefined) return undefined;
  return {
    count: each.count * (nodes?.count ?? 1),
    words: nodes === undefined ? [each.word] : [each.word, nodes.word],
  };
}

/** What the last option of a name is given. */
function numberOf(
  flags: readonly ShellWord[],
  pattern: RegExp,
): { readonly count: number | undefined; readonly word: ShellWord } | undefined {
  let found: { readonly count: number | undefined; readonly word: ShellWord } | undefined;
  for (const [i, word] of flags.entries()) {
    if (word.hole !== undefined && word.text === '') continue;
    const [name = '', inline] = word.text.split('=', 2);
    if (!pattern.test(name)) continue;
    const next = flags[i + 1];
    const value = inline ?? next?.text ?? '';
    const isKnown = word.hole === undefined && (inline !== undefined || next?.hole === undefined);
    found = {
      count: isKnown && /^\d+$/.test(value) ? Number(value) : undefined,
      word: inline === undefined ? (next ?? word) : behind(word, name.length + 1),
    };
  }
  return found;
}

/** The part of a word behind its first characters. */
function behind(word: ShellWord, from: number): ShellWord {
  const isPlain = word.end - word.start === word.text.length;
  return { ...word, text: word.text.slice(from), start: isPlain ? word.start + from : word.start };
}
