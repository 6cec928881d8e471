import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../spec/errors.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import { nearest } from '../../spec/nearest.ts';
import type { Origin } from '../../spec/origin.ts';
import { splitPrefix } from '../../spec/paths.ts';
import type { Setup } from '../../spec/setup.ts';
import { printable, quoted } from '../../spec/text.ts';
import { leavesOf, treeAt } from '../../spec/tree.ts';
import { parseJson } from '../structured/json.ts';
import { readSpec } from '../structured/spec.ts';
import { presetsFolder } from './locate.ts';

/** A published recipe that is shipped with resaudit. */
export interface Preset {
  /** Such as `torchvision/resnet50-v1`. */
  readonly name: string;
  readonly title: string;
  /** Where each fact was published, by fact path or by its beginning. */
  readonly citations: ReadonlyMap<string, string>;
  readonly setup: Setup;
}

const NAME = /^[a-z0-9][a-z0-9._-]*\/[a-z0-9][a-z0-9._-]*$/;

/** The names of all presets, in order. */
async function presetNames(): Promise<string[]> {
  const files = await readdir(presetsFolder(), { recursive: true });
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter((name) => NAME.test(name))
    .sort();
}

/** Every preset, in order of name. */
export async function listPresets(): Promise<Preset[]> {
  return Promise.all((await presetNames()).map(readPreset));
}

/**
 * Reads one preset; its facts have origins of kind `preset`.
 * @param name without `preset:`.
 * @throws {UsageError} where there is none of this name.
 */
export async function readPreset(name: string): Promise<Preset> {
  const names = await presetNames();
  // Only names of the listing are read, so that none can lead out of the folder.
  if (!names.includes(name)) throw noSuchPreset(name, names);
  const text = await readFile(join(presetsFolder(), `${name}.json`), 'utf8');
  return presetOf(name, text);
}

/** A preset from the text of its file. */
export function presetOf(name: string, text: string): Preset {
  const shown = `preset:${name}`;
  const { setup, citations, title = name } = readSpec(text, shown, parseJson);
  const facts = [...setup.facts].map(([path, fact]) => [path, cited(name, citationOf(citations, path), fact)] as const);
  const open = [...citations].flatMap(([key, why]) => leftOpen(key, why, setup.facts));
  return {
    name,
    title,
    citations,
    setup: { ...setup, sources: [{ name: shown, kind: 'preset' }], facts: new Map([...facts, ...open]) },
  };
}

/**
 * What a citation without any fact speaks of: the publication leaves it open, and the text says why. Leaving a fact out
 * would mean the library's default instead.
 */
function leftOpen(key: string, why: string, facts: Setup['facts']): (readonly [string, Fact])[] {
  const place = treeAt(key);
  const below = place === undefined ? [] : leavesOf(place).map(({ path }) => path);
  return below.some((path) => facts.has(path)) ? [] : below.map((path) => [path, unknown('data', why)] as const);
}

/** The citation of the longest key that a path is, or begins with. */
export function citationOf(citations: ReadonlyMap<string, string>, path: string): string | undefined {
  for (let key = path; key !== ''; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
    const citation = citations.get(key);
    if (citation !== undefined) return citation;
  }
  const [prefix, own] = splitPrefix(path);
  return prefix === '' ? undefined : citationOf(citations, own);
}

function cited(preset: string, citation: string | undefined, fact: Fact): Fact {
  const { origin } = fact;
  if (origin?.kind !== 'text') return fact;
  const place = { kind: 'preset', preset, line: origin.line, column: origin.column } as const;
  const moved: Origin = { ...place, citation: citation ?? 'not cited' };
  return { ...fact, origin: moved } as Fact;
}

function noSuchPreset(name: string, names: readonly string[]): UsageError {
  const short = nearest(
    name,
    names.map((known) => known.slice(known.indexOf('/') + 1)),
  );
  const meant = nearest(name, names) ?? names.find((known) => short !== undefined && known.endsWith(`/${short}`));
  return new UsageError(`there is no preset ${quoted(name)}`, {
    help: meant === undefined ? 'list them with: resaudit presets' : `did you mean preset:${printable(meant)}?`,
  });
}
