import { type GivenText, tailOf } from './given.ts';

/** An option or positional as a command line is read by it. */
export interface Readable {
  readonly flags: readonly string[];
  readonly destination: string;
  /** `store` and its like take values; the others only their presence. */
  readonly action: string;
  /** How many values: a number, `?`, `*`, `+`, `...`; undefined for one. */
  readonly nargs: number | string | undefined;
}

/** What a command line gives to one option. */
export interface GivenOption<O extends Readable> {
  readonly option: O;
  /** The flag as it is defined; empty for a positional. */
  readonly flag: string;
  readonly texts: readonly GivenText[];
  /** Where the option itself stands. */
  readonly site: number;
}

export interface ReadLine<O extends Readable> {
  readonly given: readonly GivenOption<O>[];
  /** Arguments that no option takes, in order. */
  readonly rest: readonly GivenText[];
  /** An argument that stands for any others; where it stands among `given`. */
  readonly open?: { readonly by: GivenText; readonly after: number };
}

const TAKES = new Set(['store', 'append', 'extend']);
export const takesValues = ({ action }: Pick<Readable, 'action'>): boolean => TAKES.has(action);
const isGreedy = ({ nargs }: Readable): boolean => nargs === '...' || nargs === 'A...';
const isNumber = (text: string): boolean => /^-(?:\d+(?:\.\d*)?|\.\d+)$/.test(text);

/** Reads arguments as argparse does: abbreviations, `--name=value`, `-n5`, joined short flags, numbers that are negative. */
export function readLine<O extends Readable>(options: readonly O[], argv: readonly GivenText[]): ReadLine<O> {
  const given: GivenOption<O>[] = [];
  const rest: GivenText[] = [];
  let open: ReadLine<O>['open'];
  const positionals = options.filter(({ flags }) => !(flags[0] ?? '').startsWith('-'));
  let chunk: GivenText[] = [];
  let left = [...positionals];
  const flush = (isLast: boolean): void => {
    if (chunk.length === 0 && !isLast) return;
    const { taken, count, remaining } = matchPositionals(left, chunk);
    for (const one of taken) given.push(one);
    rest.push(...chunk.slice(count));
    left = remaining;
    chunk = [];
  };
  const byFlag = (flag: string): { readonly option: O; readonly flag: string } | undefined => {
    for (const option of options.toReversed()) if (option.flags.includes(flag)) return { option, flag };
    const negated = /^--no-(.+)$/.exec(flag)?.[1];
    const optional = options.find(
      ({ action, flags }) =>
        action === 'BooleanOptionalAction' && negated !== undefined && flags.includes(`--${negated}`),
    );
    if (optional !== undefined) return { option: optional, flag };
    if (!flag.startsWith('--')) return undefined;
    const near = options.flatMap((option) =>
      option.flags.filter((one) => one.startsWith(flag)).map((one) => ({ option, flag: one })),
    );
    return near.length === 1 ? near[0] : undefined;
  };
  const isOption = ({ text, hole }: GivenText): boolean =>
    hole === undefined && text.startsWith('-') && text !== '-' && !isNumber(text) && !text.includes(' ');

  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i];
    if (argument === undefined) break;
    const { text } = argument;
    if (argument.spread === true) {
      flush(false);
      open = { by: argument, after: given.length };
      continue;
    }
    if (text === '--') {
      chunk.push(...argv.slice(i + 1));
      break;
    }
    if (!isOption(argument)) {
      const greedy = left[chunk.length];
      if (
        greedy !== undefined &&
        isGreedy(greedy) &&
        left.slice(0, chunk.length).every(({ nargs }) => nargs === undefined)
      ) {
        // It takes whatever follows, options too.
        left = left.slice(0, chunk.length);
        flush(false);
        given.push({ option: greedy, flag: '', texts: argv.slice(i), site: argument.site });
        left = [];
        chunk = [];
        break;
      }
      chunk.push(argument);
      continue;
    }
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    let found = byFlag(name);
    let inline = found === undefined || equals < 0 ? undefined : tailOf(argument, equals + 1);
    if (found === undefined && !text.startsWith('--')) {
      // `-n5`, or several flags of one letter.
      found = byFlag(text.slice(0, 2));
      inline = found === undefined ? undefined : tailOf(argument, 2);
      while (found !== undefined && inline !== undefined && !takesValues(found.option)) {
        given.push({ ...found, texts: [], site: argument.site });
        const letter = inline.text.charAt(0);
        found = letter === '' ? undefined : byFlag(`-${letter}`);
        if (found === undefined) break;
        inline = inline.text.length > 1 ? tailOf(inline, 1) : undefined;
      }
      if (found === undefined && text.length > 2 && byFlag(text.slice(0, 2)) !== undefined) continue;
    }
    flush(false);
    if (found === undefined) {
      rest.push(argument);
      continue;
    }
    if (!takesValues(found.option)) {
      given.push({ ...found, texts: [], site: argument.site });
      continue;
    }
    if (inline !== undefined) {
      given.push({ ...found, texts: [inline], site: argument.site });
      continue;
    }
    const { nargs } = found.option;
    const most =
      nargs === undefined || nargs === '?' ? 1 : typeof nargs === 'number' ? nargs : Number.POSITIVE_INFINITY;
    const texts: GivenText[] = [];
    for (let next = argv[i + 1]; texts.length < most && next !== undefined; next = argv[i + 1]) {
      if (nargs !== '...' && (isOption(next) || next.text === '--')) break;
      // One value that is not known is one value; where any number may follow, it may be any.
      texts.push(next);
      i++;
    }
    given.push({ ...found, texts, site: argument.site });
  }
  flush(true);
  return { given, rest, ...(open === undefined ? {} : { open }) };
}

/** Hands a run of arguments to as many positionals as it can fill, each taking as much as leaves enough for those behind it. */
function matchPositionals<O extends Readable>(
  left: readonly O[],
  chunk: readonly GivenText[],
): { readonly taken: GivenOption<O>[]; readonly count: number; readonly remaining: O[] } {
  for (let many = left.length; many > 0; many--) {
    const some = left.slice(0, many);
    const match = new RegExp(`^${some.map(patternOf).join('')}`).exec('A'.repeat(chunk.length));
    if (match === null) continue;
    const taken: GivenOption<O>[] = [];
    let at = 0;
    for (const [i, option] of some.entries()) {
      const length = match[i + 1]?.length ?? 0;
      const texts = chunk.slice(at, at + length);
      if (length > 0) taken.push({ option, flag: '', texts, site: texts[0]?.site ?? 0 });
      at += length;
    }
    return { taken, count: at, remaining: left.slice(many) };
  }
  return { taken: [], count: 0, remaining: [...left] };
}

function patternOf({ nargs }: Readable): string {
  if (typeof nargs === 'number') return `(A{${Math.max(0, Math.min(nargs, 1000))}})`;
  if (nargs === '?') return '(A?)';
  if (nargs === '*' || nargs === '...') return '(A*)';
  return nargs === '+' || nargs === 'A...' ? '(A+)' : '(A)';
}
