import { describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { compareSetups } from '../../../src/audit.ts';
import { canonicalize } from '../../../src/graph/canonical.ts';
import type { ModelGraph } from '../../../src/graph/model-graph.ts';
import type { Finding } from '../../../src/report/report.ts';
import { setupOf } from '../../../src/sources/onnx/reader.ts';
import type { Setup } from '../../../src/spec/setup.ts';
import { seeded } from '../mutate.ts';
import { rawGraph } from '../oracle.ts';
import { CHANGED, type Home } from './networks.ts';
import { OPERATORS } from './operators.ts';

/** Places tried for each kind of change; more by hand: `RESAUDIT_MUTATIONS=20 npx vitest run test/graph/mutation`. */
const PLACES = Number(process.env.RESAUDIT_MUTATIONS ?? 1);

/** Rules that may name a change, in the order of `OPERATORS`. */
const NAMED_BY: Readonly<Record<keyof typeof OPERATORS, readonly string[]>> = {
  'block removed': ['arch/stage-depths'],
  'residual removed': ['arch/residual-missing'],
  'stride moved': ['arch/layers', 'arch/stride-placement'],
  stem: ['arch/stem', 'arch/layers'],
  epsilon: ['arch/layers', 'arch/norm-eps'],
  momentum: ['arch/layers', 'arch/norm-momentum'],
  'activation changed': ['arch/layers', 'arch/activation-order'],
  'activation removed': ['arch/layers', 'arch/activation-order'],
  groups: ['arch/layers', 'arch/dilation-groups'],
  width: ['arch/layers', 'arch/widths'],
  kernel: ['arch/layers', 'arch/dilation-groups'],
  dilation: ['arch/layers', 'arch/dilation-groups'],
  pooling: ['arch/pool', 'arch/stem', 'arch/layers'],
  bias: ['arch/layers', 'arch/conv-bias'],
  head: ['arch/widths', 'arch/head-classes', 'arch/layers', 'arch/pool'],
  'norm removed': ['arch/layers', 'arch/norm-kind'],
};

const setup = (graph: ModelGraph, name: string): Setup =>
  setupOf({ graph: canonicalize(graph), access: () => undefined }, name);

/** Whether a finding says where it is: in words, or by a rule that is about that part of a network alone. */
function namesPlace({ rule, message }: Finding, home: Home): boolean {
  if (home.section === 'stem') return /\bstem\b/.test(message);
  if (home.section === 'head') return /\b(head|hidden layers|classifier|last feature map)\b/.test(message);
  if (home.section === 'transition') return message.includes(`the transition to stage ${home.stage}`);
  const stage = new RegExp(`\\bstage ${home.stage}\\b`).test(message);
  return stage && (rule === 'arch/stage-depths' || message.includes(`, block ${home.block}`));
}

describe('one change at a random place is one finding, with that place', () => {
  for (const network of CHANGED) {
    const graph = rawGraph(`${network.name}.train`);
    const base = setup(graph, 'a.onnx');
    for (const [kind, operator] of Object.entries(OPERATORS)) {
      for (let place = 0; place < PLACES; place++) {
        const mutation = operator(graph, network, seeded(place * 1009 + kind.length * 31 + network.name.length));
        if (mutation === undefined) continue;
        it(`${network.name}: ${kind}, ${mutation.text}`, () => {
          const a = mutation.base === undefined ? base : setup(mutation.base, 'a.onnx');
          const { findings } = compareSetups(a, setup(mutation.graph, 'b.onnx'), RULES);
          expect(findings.length, findings.map(({ rule, message }) => `${rule}: ${message}`).join('; ')).toBe(1);
          const [finding] = findings;
          if (finding === undefined) return;
          expect(NAMED_BY[kind]).toContain(finding.rule);
          expect(namesPlace(finding, mutation.home), `${finding.rule}: ${finding.message}`).toBe(true);
        });
      }
    }
  }
});
