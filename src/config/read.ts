import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeText } from '../sources/structured/decode.ts';
import { parseJson } from '../sources/structured/json.ts';
import { placesOf } from '../sources/structured/lines.ts';
import { type DocNode, plainValue, type Range } from '../sources/structured/node.ts';
import { ResauditError } from '../spec/errors.ts';
import type { TextOrigin } from '../spec/origin.ts';
import type { Problem } from '../spec/setup.ts';
import { printable } from '../spec/text.ts';
import { wordsOf } from './mistakes.ts';
import { CONFIG, type Config } from './shape.ts';

export type Path = readonly (string | number)[];

/** A configuration, with where each of its parts is written. */
export interface ReadConfig {
  readonly config: Config;
  /** The place of the value at a path, or of the nearest part around it. */
  at(path: Path): TextOrigin;
}

/**
 * Reads a configuration.
 * @param path of the file; a package.json holds it under `resaudit`.
 * @param file the file as messages call it.
 * @returns undefined where a package.json has no such field.
 * @throws {ResauditError} with every mistake in `problems`.
 */
export async function readConfig(path: string, file: string): Promise<ReadConfig | undefined> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ResauditError(`${printable(file)} cannot be read`, { cause });
  });
  return parseConfig(decodeText(bytes, file), file);
}

async function parseConfig(text: string, file: string): Promise<ReadConfig | undefined> {
  const parse = /\.ya?ml$/i.test(file) ? (await import('../sources/structured/yaml.ts')).parseYaml : parseJson;
  const { root, remarks } = parse(text);
  const places = placesOf(text, file);
  const inManifest = basename(file) === 'package.json';
  const broken = remarks.filter(({ severity }) => severity === 'error');
  // A manifest is npm's to complain of.
  if (inManifest && broken.length > 0) return undefined;
  failOn(broken.map(({ range, message, help }) => mistake(places.at(range), message, help)));
  const node = inManifest ? valueAt(root, 'resaudit') : root;
  if (node === undefined) {
    if (inManifest) return undefined;
    throw new ResauditError(`${printable(file)} is empty`, { help: 'see what it can hold: resaudit schema config' });
  }
  failOn(repeatedKeys(node).map(({ key, range }) => mistake(places.at(range), `${printable(key)} is given twice`)));
  const parsed = CONFIG.safeParse(plainValue(node), { reportInput: true });
  if (!parsed.success) {
    failOn(
      parsed.error.issues.flatMap((issue) =>
        wordsOf(issue).map(({ path, key, message, help }) =>
          mistake(places.at(rangeAt(node, path, key)), message, help),
        ),
      ),
    );
    throw new TypeError('a configuration was refused without a complaint');
  }
  return { config: parsed.data, at: (path) => places.at(rangeAt(node, path)) };
}

const mistake = (at: TextOrigin, message: string, help?: string): Problem => ({
  severity: 'error',
  code: 'config/mistake',
  message,
  ...(help === undefined ? {} : { help }),
  at,
});

function failOn(problems: readonly Problem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.slice(1, 4).map(({ message, at }) => `line ${at?.line}: ${message}`);
  const left = problems.length - 1 - more.length;
  const rest = [...more, ...(left > 0 ? [`${left} more`] : [])];
  throw new ResauditError([first.message, ...rest].join('; '), {
    help: first.help ?? 'see what it can hold: resaudit schema config',
    ...(first.at === undefined ? {} : { at: first.at }),
    problems,
  });
}

function valueAt(node: DocNode | undefined, key: string): DocNode | undefined {
  return node?.kind === 'object' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

/** The range of the value at a path, of one of its keys, or of what is there of the path. */
function rangeAt(root: DocNode, path: Path, key?: string): Range {
  let node = root;
  let range = root.range;
  for (const part of path) {
    const next = node.kind === 'array' ? node.items[Number(part)] : valueAt(node, String(part));
    if (next === undefined) return range;
    node = next;
    range = next.range;
  }
  if (key === undefined || node.kind !== 'object') return range;
  return node.entries.find((entry) => entry.key === key)?.keyRange ?? range;
}

function repeatedKeys(node: DocNode): { readonly key: string; readonly range: Range }[] {
  if (node.kind === 'array') return node.items.flatMap(repeatedKeys);
  if (node.kind === 'scalar') return [];
  const own = node.entries.flatMap(({ key, keyRange }, i) =>
    node.entries.findIndex((entry) => entry.key === key) < i ? [{ key, range: keyRange }] : [],
  );
  return [...own, ...node.entries.flatMap(({ value }) => repeatedKeys(value))];
}
