import {
  defineRule,
  type NetworkDifference,
  networkDifferences,
  type RulePath,
  type Severity,
  type Side,
  sameValue,
} from '../../src/rule.ts';
import { perStage } from '../shared/network.ts';

type Kind = NetworkDifference['kind'];

type Column = 'groups' | 'kernel' | 'dilation' | 'stride' | 'size';

/** Facts of the whole network, or of one end of it, that tell a difference by themselves; `stages:x` is a column of the stages. */
interface Told {
  readonly stem?: readonly RulePath[];
  readonly head?: readonly RulePath[];
  readonly body?: readonly (RulePath | `stages:${Column}`)[];
}

const everywhere = (...paths: readonly RulePath[]): Told => ({ stem: paths, head: paths, body: paths });

const KINDS: Readonly<Record<Kind, readonly [words: string, severity: Severity, told: Told]>> = {
  stages: ['stages', 'error', everywhere('model.depths')],
  blocks: ['blocks', 'error', everywhere('model.depths')],
  'block-kind': ['kind of block', 'error', { body: ['model.block.kind'] }],
  residual: ['residual additions', 'error', { body: ['model.block.residuals'] }],
  shortcut: ['shortcut', 'warning', { body: ['model.block.shortcut'] }],
  gate: ['gate', 'warning', { body: ['model.block.squeezeExcitation'] }],
  'stride-placement': ['stride', 'warning', { body: ['model.block.stridePlacement'] }],
  stride: ['stride', 'error', { stem: ['model.stem.stride'], body: ['stages:stride', 'stages:size'] }],
  kernel: ['kernel', 'error', { stem: ['model.stem.kernel'], body: ['stages:kernel'] }],
  dilation: ['dilation', 'error', { body: ['model.block.dilation', 'stages:dilation'] }],
  groups: ['groups', 'error', { body: ['model.block.groups', 'stages:groups'] }],
  padding: ['padding', 'warning', { ...everywhere('model.padding'), body: ['model.padding', 'stages:size'] }],
  width: [
    'width',
    'error',
    { stem: ['model.stem.channels'], head: ['model.head.hidden'], body: ['model.widths', 'model.block.widthPerGroup'] },
  ],
  classes: ['classes', 'warning', { head: ['model.head.classes'] }],
  bias: ['bias', 'info', everywhere('model.convBias')],
  layer: [
    'layer',
    'error',
    { stem: ['model.stem.kind'], head: ['model.head.hidden'], body: ['model.depths', 'model.block.kind'] },
  ],
  norm: ['normalization', 'error', everywhere('model.norm.kind')],
  'norm-kind': ['normalization', 'warning', everywhere('model.norm.kind')],
  'norm-epsilon': ['epsilon', 'info', everywhere('model.norm.epsilon')],
  'norm-momentum': ['momentum of normalization', 'warning', everywhere('model.norm.momentum')],
  'norm-groups': ['groups of normalization', 'warning', everywhere('model.norm.groups')],
  activation: [
    'activation',
    'warning',
    { stem: ['model.stem.activation'], head: ['model.head.hidden'], body: ['model.block.activationOrder'] },
  ],
  'activation-kind': ['activation', 'warning', everywhere('model.activation.kind')],
  'activation-slope': ['slope of the activation', 'warning', everywhere('model.activation.slope')],
  'activation-order': ['place of the activation', 'warning', { body: ['model.block.activationOrder'] }],
  pool: ['pooling', 'warning', { stem: ['model.stem.pool'], body: ['stages:size'] }],
  'pool-kind': ['pooling', 'warning', { stem: ['model.stem.pool'] }],
  'pool-window': [
    'pooling',
    'warning',
    { stem: ['model.stem.poolKernel', 'model.stem.poolPadding'], body: ['stages:size'] },
  ],
  'head-pool': ['pooling', 'warning', { head: ['model.head.pool'] }],
  'output-activation': ['activation of the output', 'warning', {}],
  operation: ['operation', 'warning', {}],
};

const ORDER: readonly Severity[] = ['error', 'warning', 'info', 'note'];

const TOLD = Object.values(KINDS).flatMap(([, , { stem = [], head = [], body = [] }]) => [...stem, ...head, ...body]);
const CONTEXT: readonly RulePath[] = [...new Set(TOLD.map((path) => (isColumn(path) ? 'model.stages' : path)))];

function isColumn(path: string): path is `stages:${Column}` {
  return path.startsWith('stages:');
}

/** Whether a fact of the whole network tells the difference already. */
function isTold({ kind, section }: NetworkDifference, a: Side, b: Side): boolean {
  const told = KINDS[kind][2];
  const paths = section === 'stem' ? told.stem : section === 'head' ? told.head : told.body;
  return (paths ?? []).some((path) => {
    if (!isColumn(path)) return a.known(path) && b.known(path) && !sameValue(a.value(path), b.value(path));
    const key = path.slice('stages:'.length) as Column;
    const [x, y] = [perStage(a, key), perStage(b, key)];
    return x !== undefined && y !== undefined && !sameValue(x, y);
  });
}

export default defineRule({
  id: 'arch/layers',
  title: 'A layer differs',
  why: 'One layer that was built otherwise computes another function, and weights of the one network do not fit the other.',
  help: 'Look at the place that is named, and build it as the reference does.',
  effect: null,
  scope: ['model'],
  messages: {
    one: '{what} {a} against {b} in {place}',
    all: '{what} {a} against {b} in {place}, and in {more} more',
    several: '{what} {a} against {b} in {place}; {others}',
  },
  compare: {
    reads: ['model.graph'],
    context: CONTEXT,
    check({ a, b, same, unknown, different }) {
      const differences = networkDifferences(a.value('model.graph'), b.value('model.graph'));
      if (differences === undefined) return unknown('the graph of a network is unknown', 'model.graph');
      const left = differences.filter((difference) => !isTold(difference, a, b));
      const [first, ...others] = [...left].sort(
        (x, y) => ORDER.indexOf(KINDS[x.kind][1]) - ORDER.indexOf(KINDS[y.kind][1]),
      );
      if (first === undefined) return same();
      const [what, severity] = KINDS[first.kind];
      const place = first.node === '' ? first.place : `${first.place} (${first.node})`;
      const details = {
        severity,
        a: first.a === '' ? 'none' : first.a,
        b: first.b === '' ? 'none' : first.b,
        at: ['model.graph'],
      } as const;
      if (others.length > 0) {
        const words = others.slice(0, 5).map((other) => `${KINDS[other.kind][0]} in ${other.place}`);
        const rest = others.length > 5 ? ` and ${others.length - 5} more` : '';
        return different('several', { ...details, data: { what, place, others: `also ${words.join(', ')}${rest}` } });
      }
      if (first.more > 0) return different('all', { ...details, data: { what, place, more: first.more } });
      return different('one', { ...details, data: { what, place } });
    },
  },
});
