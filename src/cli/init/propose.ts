import { RULES } from '../../../rules/index.generated.ts';
import { compareSetups, lintSetups } from '../../audit.ts';
import type { Found } from './find.ts';

/** What a configuration for the setups found would hold: only what can be decided. */
export interface Proposal {
  readonly compare: readonly { readonly name: string; readonly a: string; readonly b: string }[];
  readonly lint: readonly string[];
}

/** Compares where it is clear what with: two setups, or two networks. */
export function propose(found: readonly Found[]): Proposal {
  const setups = found.filter(({ kind }) => kind !== 'network');
  const networks = found.filter(({ kind }) => kind === 'network');
  const pairs = [
    { name: 'setups', pair: setups },
    { name: 'networks', pair: networks },
  ].flatMap(({ name, pair: [a, b, more] }) => {
    if (a === undefined || b === undefined || more !== undefined) return [];
    return works(() => compareSetups(a.setup, b.setup, RULES)) ? [{ name, a: a.name, b: b.name }] : [];
  });
  return {
    compare: pairs,
    lint: found.filter(({ setup }) => works(() => lintSetups([setup], RULES))).map(({ name }) => name),
  };
}

function works(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

/** The proposal as YAML, with what else can be said. */
export function configText({ compare, lint }: Proposal): string {
  const [first = 'train.py'] = lint;
  const example = [
    '# Compare with a published recipe (listed by: resaudit presets), or with another setup:',
    '# compare:',
    `#   reference: { a: ${yaml(first)}, b: preset:torchvision/resnet50-v1 }`,
  ];
  const lines = [
    '# What resaudit check compares and lints. All keys are listed by: resaudit schema config',
    ...(compare.length === 0 ? example : ['compare:']),
    ...compare.flatMap(({ name, a, b }) => [`  ${name}:`, `    a: ${yaml(a)}`, `    b: ${yaml(b)}`]),
    ...(lint.length === 0 ? [] : ['lint:']),
    ...lint.map((name) => `  - ${yaml(name)}`),
    '# From this severity on a finding fails: error, warning, info or never.',
    'failOn: error',
    '',
  ];
  return lines.join('\n');
}

/** What is no plain word is written as JSON, which YAML reads too. */
const yaml = (name: string): string => (/^[A-Za-z_][\w./-]*$/.test(name) ? name : JSON.stringify(name));
