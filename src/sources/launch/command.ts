/** A word of a command, with where it stands in the text. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Splits a command as a shell does: quotes, escapes, continued lines; comments and what follows the command are left out. */
export function splitCommand(command: string): Word[] {
  const words: Word[] = [];
  let text = '';
  let start = -1;
  let quote = '';
  const end = (at: number): void => {
    if (start >= 0) words.push({ text, start, end: at });
    [text, start] = ['', -1];
  };
  for (let i = 0; i < command.length; i++) {
    const character = command.charAt(i);
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"' && i + 1 < command.length) text += command.charAt(++i);
      else text += character;
    } else if (character === '\\') {
      const next = command.slice(i + 1).match(/^\r?\n/)?.[0];
      if (next !== undefined) {
        end(i);
        i += next.length;
      } else {
        if (start < 0) start = i;
        text += command.charAt(++i);
      }
    } else if (/\s/.test(character)) {
      end(i);
      if (character === '\n' && words.length > 0) break;
    } else if (/[;&|<>]/.test(character) || (character === '#' && start < 0)) break;
    else {
      if (start < 0) start = i;
      if (character === '"' || character === "'") quote = character;
      else text += character;
    }
  }
  end(command.length);
  return words;
}

/** What a launch command says: the script, its arguments, the variables in front, and how many processes it starts. */
export interface Launch {
  readonly script: Word;
  readonly argv: readonly Word[];
  readonly environment: ReadonlyMap<string, string>;
  /** Processes of the whole run; undefined where the command does not tell. */
  readonly processes: { readonly count: number; readonly words: readonly Word[] } | undefined;
}

const PER_NODE = /^--(?:nproc[_-]per[_-]node|num[_-]gpus|ntasks[_-]per[_-]node)$/;
const NODES = /^--(?:nnodes|num[_-]nodes|nodes)$/;
const TOTAL = /^--(?:num[_-]processes|ntasks)$/;

/** Undefined where no Python script is in the command. */
export function parseLaunch(words: readonly Word[]): Launch | undefined {
  const environment = new Map<string, string>();
  let first = 0;
  for (let word = words[first]; word !== undefined; word = words[first]) {
    const match = /^(\w+)=(.*)$/s.exec(word.text);
    if (match === null) break;
    environment.set(match[1] ?? '', match[2] ?? '');
    first++;
  }
  const at = words.findIndex(({ text }, i) => i > first && /\.pyw?$/.test(text) && !text.startsWith('-'));
  const script = words[at];
  if (script === undefined) return undefined;
  return { script, argv: words.slice(at + 1), environment, processes: processesOf(words.slice(first, at)) };
}

function processesOf(flags: readonly Word[]): Launch['processes'] {
  const read = (pattern: RegExp): { readonly count: number | undefined; readonly word: Word } | undefined => {
    for (const [i, word] of flags.entries()) {
      const [name = '', inline] = word.text.split('=', 2);
      if (!pattern.test(name)) continue;
      const value = inline ?? flags[i + 1]?.text ?? '';
      return { count: /^\d+$/.test(value) ? Number(value) : undefined, word };
    }
    return undefined;
  };
  const total = read(TOTAL);
  const [each, nodes] = [read(PER_NODE), read(NODES)];
  if (total !== undefined) return total.count === undefined ? undefined : { count: total.count, words: [total.word] };
  if (each?.count === undefined || (nodes !== undefined && nodes.count === undefined)) return undefined;
  return {
    count: each.count * (nodes?.count ?? 1),
    words: nodes === undefined ? [each.word] : [each.word, nodes.word],
  };
}
