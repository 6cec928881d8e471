/** What stands for a part of a text that only the shell of a person knows. */
const HOLE = '\0';

/** Why a part of a text is not known, and the variable that would settle it. */
export interface Hole {
  readonly text: string;
  readonly input?: string;
}

/** A text that remembers where each of its characters was written; -1 where nobody wrote it as it is. */
export interface Written {
  readonly text: string;
  readonly at: readonly number[];
  /** Set where a part of it is not known. */
  readonly hole?: Hole;
  /** The variable of which it is the default. */
  readonly input?: string;
}

/** A word of a command, with the place of what it says. */
export interface ShellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Set where its text, or a part of it, is not known. */
  readonly hole?: Hole;
  /** It stands for any number of words, none included. */
  readonly spread?: true;
  readonly input?: string;
}

export const EMPTY: Written = { text: '', at: [] };

export function written(text: string, start: number): Written {
  return { text, at: Array.from({ length: text.length }, (_, i) => start + i) };
}

/** A text that was computed: all of it stands at one place. */
export function computed(text: string, input?: string): Written {
  return { text, at: Array.from({ length: text.length }, () => -1), ...(input === undefined ? {} : { input }) };
}

export function hole(text: string, input?: string): Written {
  return { text: HOLE, at: [-1], hole: { text, ...(input === undefined ? {} : { input }) } };
}

export function joinTexts(parts: readonly Written[]): Written {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const holed = parts.find((part) => part.hole !== undefined)?.hole;
  const input = parts.find((part) => part.input !== undefined)?.input;
  return {
    text: parts.map(({ text }) => text).join(''),
    at: parts.flatMap(({ at }) => at),
    ...(holed === undefined ? {} : { hole: holed }),
    ...(input === undefined ? {} : { input }),
  };
}

/** A part of a word: what is quoted is never split at its spaces. */
export interface Part {
  readonly value: Written;
  readonly quoted: boolean;
}

/** Splits the parts of one word of a command at the spaces of what expansions put there; `place` is the word's own. */
export function splitWords(
  parts: readonly Part[],
  place: { readonly start: number; readonly end: number },
): ShellWord[] {
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && !only.quoted && only.value.text === HOLE) {
    return [{ text: '', ...place, hole: only.value.hole ?? { text: 'not known' }, spread: true }];
  }
  const words: ShellWord[] = [];
  let text = '';
  let at: number[] = [];
  let [isOpen, isHoled] = [false, false];
  let input: string | undefined;
  let reason: Hole | undefined;
  const end = (): void => {
    if (isOpen) {
      const [first = -1] = at;
      const isTogether = first >= 0 && at.every((offset, i) => offset === first + i);
      words.push({
        text,
        ...(isTogether && at.length > 0 ? { start: first, end: first + at.length } : place),
        ...(isHoled ? { hole: reason ?? { text: 'not known' } } : {}),
        ...(input === undefined ? {} : { input }),
      });
    }
    [text, at, isOpen, isHoled, input, reason] = ['', [], false, false, undefined, undefined];
  };
  for (const { value, quoted } of parts) {
    if (quoted) isOpen = true;
    for (let i = 0; i < value.text.length; i++) {
      const character = value.text.charAt(i);
      if (!quoted && /\s/.test(character)) {
        end();
        continue;
      }
      isOpen = true;
      if (character === HOLE) {
        isHoled = true;
        reason = value.hole;
      }
      input ??= value.input;
      text += character;
      at.push(value.at[i] ?? -1);
    }
  }
  end();
  return words;
}
