import { FACT_PATHS, type PathEntry, pathEntry } from './paths.ts';

/** A place in the tree of fact paths: a leaf holds a fact, a branch holds further places. */
export type SpecTree = SpecBranch | SpecLeaf;

export interface SpecLeaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly entry: PathEntry;
}

export interface SpecBranch {
  readonly kind: 'branch';
  /** '' for the root. */
  readonly path: string;
  readonly children: ReadonlyMap<string, SpecTree>;
  /** The leaf directly below that a bare value stands for. */
  readonly main?: SpecLeaf;
}

interface Growing {
  readonly kind: 'branch';
  readonly path: string;
  readonly children: Map<string, Growing | SpecLeaf>;
  main?: SpecLeaf;
}

/** Names that networks and optimizers of a spec may have. */
export const PART_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** The fact paths that a person may write, as nested keys. */
export const SPEC_TREE: SpecBranch = grow();

function grow(): SpecBranch {
  const root: Growing = { kind: 'branch', path: '', children: new Map() };
  for (const path of FACT_PATHS) {
    const entry = pathEntry(path);
    if (entry === undefined || entry.computed) continue;
    const keys = path.split('.');
    const last = keys.pop() ?? path;
    let branch = root;
    for (const key of keys) branch = branchAt(branch, key);
    const leaf: SpecLeaf = { kind: 'leaf', path, entry };
    branch.children.set(last, leaf);
    if (entry.main) branch.main = leaf;
  }
  return root;
}

function branchAt(parent: Growing, key: string): Growing {
  const present = parent.children.get(key);
  if (present?.kind === 'branch') return present;
  const made: Growing = {
    kind: 'branch',
    path: parent.path === '' ? key : `${parent.path}.${key}`,
    children: new Map(),
  };
  parent.children.set(key, made);
  return made;
}

/** Every leaf at or below a place, in the order of the table. */
export function leavesOf(tree: SpecTree): SpecLeaf[] {
  return tree.kind === 'leaf' ? [tree] : [...tree.children.values()].flatMap(leavesOf);
}

/** The place of an unprefixed path such as `optimizer` or `optimizer.lr`; undefined where there is none. */
export function treeAt(path: string): SpecTree | undefined {
  let place: SpecTree = SPEC_TREE;
  for (const key of path.split('.')) {
    const next: SpecTree | undefined = place.kind === 'branch' ? place.children.get(key) : undefined;
    if (next === undefined) return undefined;
    place = next;
  }
  return place;
}
