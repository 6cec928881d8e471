import { describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { compareSetups, extractSetup, lintSetups } from '../../../src/audit.ts';
import type { Finding } from '../../../src/report/report.ts';
import { presetsFolder } from '../../../src/sources/presets/locate.ts';
import { citationOf, listPresets, presetOf } from '../../../src/sources/presets/preset.ts';
import { pathEntry } from '../../../src/spec/paths.ts';
import { treeAt } from '../../../src/spec/tree.ts';
import type { Scope } from '../../../src/spec/vocabulary.ts';

const presets = await listPresets();

/** What would settle the facts that a publication leaves open. */
const LEFT_OPEN: Readonly<Record<string, readonly string[]>> = {
  // The script divides its batch among as many processes as there are GPUs.
  'pytorch-examples/resnet50': ['data.devices'],
  // The batch of all processes is published, and of the paper's own run neither averages nor precision.
  'timm/resnet50-rsb-a1': [
    'data.devices',
    'eval.weights',
    'train.ema.decay',
    'train.ema.evaluated',
    'train.ema.every',
    'train.ema.ramp',
    'train.precision.dtype',
    'train.precision.lossScale',
    'train.syncBatchNorm',
  ],
};

describe('shipped presets', () => {
  it('are there', () => {
    expect(presetsFolder()).toMatch(/presets$/);
    expect(presets.map(({ name }) => name)).toContain('torchvision/resnet50-v1');
  });

  describe.each(presets.map((preset) => [preset.name, preset] as const))('%s', (name, { setup, citations, title }) => {
    it('has a title, a framework, and a scope', () => {
      expect(title).not.toBe(name);
      expect(setup.facts.get('framework.name')?.status).toBe('stated');
      expect(setup.scope?.length).toBeGreaterThan(0);
      expect(setup.problems).toEqual([]);
    });

    it('cites every fact', () => {
      const uncited = [...setup.facts.keys()].filter((path) => citationOf(citations, path) === undefined);
      expect(uncited).toEqual([]);
      for (const { origin, status } of setup.facts.values())
        if (status !== 'unknown') expect(origin).toMatchObject({ kind: 'preset', preset: name });
    });

    it('has no citation without a fact', () => {
      const paths = [...setup.facts.keys()];
      const idle = [...citations.keys()].filter(
        (key) => !paths.some((path) => citationOf(new Map([[key, 'x']]), path)),
      );
      expect(idle).toEqual([]);
    });

    it('says enough that nothing of its scope stays unknown but what its publication leaves open', () => {
      const { facts } = extractSetup(setup);
      const open = Object.entries(facts).flatMap(([path, { status, reason }]) =>
        status === 'unknown' && setup.scope?.includes(pathEntry(path)?.scope as Scope)
          ? [reason?.settledBy ?? path]
          : [],
      );
      expect([...new Set(open)].sort()).toEqual(LEFT_OPEN[name] ?? []);
      expect(Object.keys(facts).length).toBeGreaterThan(setup.facts.size);
    });
  });
});

describe('the laws, on shipped presets', () => {
  it.each(presets.map((preset) => [preset.name, preset] as const))('%s does not differ from itself', (_, { setup }) => {
    const { findings, verdicts } = compareSetups(setup, setup, RULES);
    expect(findings).toEqual([]);
    expect(Object.values(verdicts)).not.toContain('different');
  });

  it.each(presets.map((preset) => [preset.name, preset] as const))('%s has no fault of weight', (_, { setup }) => {
    const [report] = lintSetups([setup], RULES).setups;
    const weighty = report?.findings.filter(({ severity }) => severity === 'error' || severity === 'warning') ?? [];
    expect(weighty.map(({ id }) => id)).toEqual([]);
  });

  it('mirror every pair when the sides are swapped', () => {
    const roots = (findings: readonly Finding[], a: 'a' | 'b', b: 'a' | 'b') =>
      findings
        .map((finding) => [finding.rule, finding.severity, finding[a].value, finding[b].value].map(String).join(' '))
        .sort();
    for (const [i, one] of presets.entries()) {
      for (const other of presets.slice(i + 1)) {
        const [there, back] = [
          compareSetups(one.setup, other.setup, RULES),
          compareSetups(other.setup, one.setup, RULES),
        ];
        expect(back.verdicts).toEqual(there.verdicts);
        expect(roots(back.findings, 'b', 'a')).toEqual(roots(there.findings, 'a', 'b'));
      }
    }
  }, 240_000);
});

describe('citations', () => {
  const preset = presetOf(
    'x/y',
    JSON.stringify({
      title: 'T',
      citations: { optimizer: 'all of it', 'optimizer.lr': 'this one' },
      optimizer: { name: 'sgd', lr: 0.1, gradClip: { kind: 'norm' } },
      model: 'resnet50',
    }),
  );
  const origin = (path: string) => preset.setup.facts.get(path)?.origin;

  it('are those of the longest beginning', () => {
    expect(origin('optimizer.lr')).toMatchObject({ kind: 'preset', preset: 'x/y', citation: 'this one', line: 1 });
    expect(origin('optimizer.gradClip.kind')).toMatchObject({ citation: 'all of it' });
    expect(citationOf(preset.citations, 'model.name')).toBeUndefined();
  });

  it('without a fact leave it open, so that no default of the library holds', () => {
    const open = presetOf(
      'x/y',
      JSON.stringify({
        framework: 'timm',
        citations: { 'train.precision': 'not published' },
        train: { epochs: 1 },
      }),
    );
    const stated = presetOf('x/y', JSON.stringify({ framework: 'timm', train: { epochs: 1 } }));
    const precision = ({ setup }: { setup: typeof open.setup }) => extractSetup(setup).facts['train.precision.dtype'];
    expect(precision(open)).toMatchObject({ status: 'unknown', reason: { code: 'data', text: 'not published' } });
    expect(precision(stated)).toMatchObject({ status: 'default', value: 'float32' });
  });

  it('of a part fall back to those of the setup', () => {
    expect(citationOf(preset.citations, 'phases[1].optimizer.lr')).toBe('this one');
  });

  it('name facts or their beginnings', () => {
    for (const key of preset.citations.keys()) expect(treeAt(key) ?? pathEntry(key)).toBeDefined();
  });
});
