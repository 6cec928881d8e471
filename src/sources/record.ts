import { createHash } from 'node:crypto';
import type { Files, RandomAccess } from './source.ts';

/** What a reader asked of the files, with what it was told: the same answers give the same setup. */
export interface Question {
  readonly ask: 'stat' | 'read' | 'real' | 'list';
  /** Absolute. */
  readonly path: string;
  /** The kind of what lies there, a digest of the content, the path without links; an error by its code. */
  readonly answer: string;
}

export interface Recording {
  readonly files: Files;
  /** Every question asked so far, once; undefined where a source read files without asking. */
  questions(): readonly Question[] | undefined;
}

/** Files that keep a record of what is asked of them. */
export function record(files: Files): Recording {
  const asked = new Map<string, Question>();
  let left = false;
  const note = (ask: Question['ask'], path: string, answer: string): void => {
    asked.set(`${ask} ${path}`, { ask, path, answer });
  };
  const noted = <T>(ask: Question['ask'], path: string, get: () => T, told: (value: T) => string): T => {
    try {
      const value = get();
      note(ask, path, told(value));
      return value;
    } catch (error) {
      note(ask, path, errorOf(error));
      throw error;
    }
  };
  return {
    questions: () => (left ? undefined : [...asked.values()]),
    files: {
      leave(name) {
        left = true;
        files.leave?.(name);
      },
      stat: (path) =>
        noted(
          'stat',
          path,
          () => files.stat(path),
          (found) => found?.kind ?? 'none',
        ),
      read: (path) => noted('read', path, () => files.read(path), digest),
      open: (path) =>
        noted(
          'read',
          path,
          () => files.open(path),
          (file) => asked.get(`read ${path}`)?.answer ?? digestOpen(file),
        ),
      real: (path) =>
        noted(
          'real',
          path,
          () => files.real(path),
          (real) => real,
        ),
      list: (path) => noted('list', path, () => files.list(path), digestList),
    },
  };
}

/** Whether files still answer as they did. */
export function holds(questions: readonly Question[], files: Files): boolean {
  return questions.every((question) => question.answer !== NOT_KEPT && answerOf(question, files) === question.answer);
}

function answerOf({ ask, path }: Question, files: Files): string {
  try {
    if (ask === 'stat') return files.stat(path)?.kind ?? 'none';
    if (ask === 'real') return files.real(path);
    if (ask === 'list') return digestList(files.list(path));
    const file = files.open(path);
    try {
      return digestOpen(file);
    } finally {
      file.close();
    }
  } catch (error) {
    return errorOf(error);
  }
}

const errorOf = (error: unknown): string =>
  `error ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}`;

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const digestList = (names: readonly string[]): string => digest(Buffer.from(JSON.stringify([...names].sort())));

const PART = 1 << 20;
/** Reading more takes longer than what is kept would save. */
const MOST_BYTES = 256 * PART;
/** The answer that is never given again. */
const NOT_KEPT = 'not kept';

function digestOpen(file: RandomAccess): string {
  if (file.size > MOST_BYTES) return NOT_KEPT;
  const hash = createHash('sha256');
  const part = new Uint8Array(Math.min(PART, file.size));
  for (let offset = 0; offset < file.size; ) {
    const count = file.readInto(part, offset);
    if (count === 0) break;
    hash.update(part.subarray(0, count));
    offset += count;
  }
  return hash.digest('hex');
}
