import { type Fact, isKnown, NOT_STATED } from '../../spec/fact.ts';
import { splitPrefix } from '../../spec/paths.ts';
import { leavesOf, SPEC_TREE, type SpecLeaf, treeAt } from '../../spec/tree.ts';

type MutableFacts = Map<string, Fact>;

/**
 * Adds the unprefixed facts of a setup in parts: of phases, those of the phase with most optimizer updates, or of the last one
 * where that cannot be told; of optimizers and networks, what all of them agree on. What the setup states itself stays.
 */
export function liftParts(stated: ReadonlyMap<string, Fact>, closed: readonly string[]): Parts {
  const parts = partsOf(stated.keys());
  if (parts.length === 0) return { facts: stated, closed };
  const facts: MutableFacts = new Map(stated);
  const phases = parts.filter((prefix) => prefix.startsWith('phases['));
  const main = mainPhase(facts, phases);
  const constructs = main === undefined ? [] : closed.flatMap((construct) => constructOf(construct, main));
  if (main !== undefined) {
    liftPhase(facts, stated, phases, main);
    for (const { path } of constructs.flatMap(leavesAt)) silence(facts, phases, main, path);
  }
  for (const group of ['optimizers.', 'networks.']) {
    liftAgreed(
      facts,
      stated,
      parts.filter((prefix) => prefix.startsWith(group)),
    );
  }
  return { facts, closed: [...closed, ...constructs.filter((construct) => !closed.includes(construct))] };
}

interface Parts {
  readonly facts: ReadonlyMap<string, Fact>;
  readonly closed: readonly string[];
}

/** `phases[1].augment` is `augment` where phases[1] is lifted, `phases[1]` is the whole of it. */
function constructOf(construct: string, main: string): string[] {
  if (`${construct}.` === main) return [''];
  return construct.startsWith(main) ? [construct.slice(main.length)] : [];
}

function leavesAt(path: string): readonly SpecLeaf[] {
  const place = path === '' ? SPEC_TREE : treeAt(path);
  return place === undefined ? [] : leavesOf(place);
}

function partsOf(paths: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const path of paths) found.add(splitPrefix(path)[0]);
  found.delete('');
  return [...found];
}

function mainPhase(facts: ReadonlyMap<string, Fact>, phases: readonly string[]): string | undefined {
  const last = phases.at(-1);
  for (const length of ['train.steps', 'train.epochs']) {
    const lengths = phases.map((phase) => facts.get(phase + length));
    const known = lengths.flatMap((fact) => (fact !== undefined && isKnown(fact) ? [fact.value] : []));
    if (known.length !== phases.length || !known.every((value) => typeof value === 'number')) continue;
    // Epochs count updates only where all phases see the same batches.
    if (length === 'train.epochs' && !sameIn(facts, phases, BATCH_PATHS)) continue;
    return phases[known.lastIndexOf(Math.max(...known))];
  }
  return last;
}

const BATCH_PATHS = ['data.batchSize', 'data.accumulation', 'data.devices', 'data.trainSize', 'data.stepsPerEpoch'];

const sameIn = (facts: ReadonlyMap<string, Fact>, parts: readonly string[], paths: readonly string[]): boolean =>
  paths.every((path) => new Set(parts.map((part) => signature(facts.get(part + path)))).size === 1);

const signature = (fact: Fact | undefined): string =>
  fact === undefined ? '' : JSON.stringify([fact.status === 'absent', isKnown(fact) ? fact.value : null]);

/** Another phase that is silent about a lifted fact stays silent: it must not read the main phase's. */
function silence(facts: MutableFacts, phases: readonly string[], main: string, path: string): void {
  for (const phase of phases) if (phase !== main && !facts.has(phase + path)) facts.set(phase + path, NOT_STATED);
}

function liftPhase(
  facts: MutableFacts,
  stated: ReadonlyMap<string, Fact>,
  phases: readonly string[],
  main: string,
): void {
  for (const [path, fact] of stated) {
    const [prefix, own] = splitPrefix(path);
    if (prefix !== main || stated.has(own)) continue;
    facts.set(own, fact);
    silence(facts, phases, main, own);
  }
}

function liftAgreed(facts: MutableFacts, stated: ReadonlyMap<string, Fact>, parts: readonly string[]): void {
  const first = parts[0];
  if (first === undefined) return;
  for (const [path, fact] of stated) {
    const [prefix, own] = splitPrefix(path);
    if (prefix === first && !facts.has(own) && sameIn(stated, parts, [own])) facts.set(own, fact);
  }
}
