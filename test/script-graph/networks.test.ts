import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.ts';
import { compareSetups } from '../../src/audit.ts';
import { isCanonicalGraph } from '../../src/graph/is-canonical.ts';
import { openSource } from '../../src/sources/registry.ts';
import type { Fact } from '../../src/spec/fact.ts';
import type { Setup } from '../../src/spec/setup.ts';

const FIXTURES = new URL('../../fixtures/networks/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'resaudit-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Truth {
  readonly parameters: number;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly calls: readonly {
    readonly path: string;
    readonly shape: readonly number[];
    readonly stride?: readonly number[];
    readonly padding?: readonly number[];
  }[];
  readonly additions: number;
  readonly concatenations: number;
}
const truth: { readonly networks: Readonly<Record<string, Truth>> } = JSON.parse(
  readFileSync(new URL('../oracles/data/script-networks.json', import.meta.url), 'utf8'),
);

const source = (file: string): string => readFileSync(`${FIXTURES}${file}.py`, 'utf8');

async function open(text: string, entry: string): Promise<Setup> {
  writeFileSync(join(folder, 'net.py'), text);
  return openSource(entry === '' ? 'net.py' : `net.py::${entry}()`, { cwd: folder, sets: [] });
}

const told = (facts: ReadonlyMap<string, Fact>, path: string): unknown => {
  const fact = facts.get(path);
  return fact !== undefined && 'value' in fact ? fact.value : fact?.status;
};

function graphOf({ facts }: Setup) {
  const graph = told(facts, 'model.graph');
  if (!isCanonicalGraph(graph)) throw new Error('no graph');
  return graph;
}

/** Kernel weights, strides and pads of a graph's layers, by the module that they are in. */
function layersOf(setup: Setup) {
  const graph = graphOf(setup);
  return graph.nodes.flatMap(({ op, inputs, attributes, path }) => {
    if (op !== 'conv' && op !== 'linear') return [];
    const shape = graph.tensors[inputs[1] ?? -1]?.shape;
    const { strides, pads } = attributes;
    const begins = Array.isArray(pads) ? pads.slice(0, 2) : undefined;
    return [{ path, shape, ...(op === 'conv' ? { stride: strides, padding: begins } : {}) }];
  });
}

const byPath = <T extends { readonly path?: string | undefined }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1));

describe('networks of scripts, held against PyTorch', () => {
  it.each(Object.entries(truth.networks))(
    '%s',
    async (name, { parameters, shapes, calls, additions, concatenations }) => {
      const [file = '', entry = ''] = name.split('.');
      const setup = await open(source(file), entry);
      expect(told(setup.facts, 'model.parameters')).toBe(parameters);
      expect(byPath(layersOf(setup))).toEqual(byPath(calls));
      const graph = graphOf(setup);
      const weights = graph.tensors.filter(({ role }) => role === 'parameter');
      expect(Object.fromEntries(weights.map(({ name: key, shape }) => [key, shape]))).toEqual(shapes);
      expect(graph.nodes.filter(({ op }) => op === 'add')).toHaveLength(additions);
      // A perceptron has no blocks.
      if (!/^densenet|perceptron$/.test(name)) expect(told(setup.facts, 'model.block.residuals')).toBe(additions);
      // Each layer of a dense block takes in what one concatenation gave; those of a block are one in the canonical graph.
      expect(graph.nodes.some(({ op }) => op === 'concat')).toBe(concatenations > 0);
    },
  );

  it.each([
    ['resnet', 'resnet50', [3, 4, 6, 3], [256, 512, 1024, 2048], 'bottleneck', 1000],
    ['cifar', 'resnet110', [18, 18, 18], [16, 32, 64], 'basic', 10],
    ['densenet', 'densenet121', [6, 12, 24, 16], [256, 512, 1024, 1024], 'dense', 1000],
    ['mobilenet', 'mobilenet_v2', [1, 2, 3, 4, 3, 3, 1], [16, 24, 32, 64, 96, 160, 320], 'inverted-residual', 1000],
    ['vgg', 'vgg16_bn', [2, 2, 3, 3, 3], [64, 128, 256, 512, 512], 'plain', 1000],
  ])('tells the structure of %s %s', async (file, entry, depths, widths, kind, classes) => {
    const { facts } = await open(source(file), entry);
    expect(told(facts, 'model.depths')).toEqual(depths);
    expect(told(facts, 'model.widths')).toEqual(widths);
    expect(told(facts, 'model.block.kind')).toBe(kind);
    expect(told(facts, 'model.head.classes')).toBe(classes);
  });

  it('takes the network whose parameters are trained, and the size that the script calls it with', async () => {
    const text = `${source('cifar')}
net = resnet20()
net(torch.randn(1, 3, 32, 32))
other = resnet110()
torch.optim.SGD(net.parameters(), lr=0.1)
`;
    const { facts } = await open(text, '');
    expect(told(facts, 'model.depths')).toEqual([3, 3, 3]);
    expect(told(facts, 'model.head.pool')).toBe('global-average');
    expect(told(facts, 'model.totalStride')).toBe(4);
  });

  it('sees a layer that is replaced after construction', async () => {
    const text = `${source('cifar')}
def mine():
    net = resnet20()
    net.linear = nn.Linear(64, 7)
    return net
`;
    const { facts } = await open(text, 'mine');
    expect(told(facts, 'model.head.classes')).toBe(7);
    expect(told(facts, 'model.parameters')).toBe((truth.networks['cifar.resnet20']?.parameters ?? 0) - 3 * 65);
  });
});

describe('one change of a network in a script', () => {
  interface Change {
    readonly file: string;
    readonly entry: string;
    /** Texts, each with what it becomes. */
    readonly edits: readonly (readonly [from: string, to: string])[];
    readonly rule: RegExp;
    /** What the lines read that the finding points at in the script as it was. */
    readonly at: RegExp;
  }
  const changes: [what: string, change: Change][] = [
    [
      'a block is missing',
      {
        file: 'resnet',
        entry: 'resnet50',
        edits: [['[3, 4, 6, 3]', '[3, 4, 5, 3]']],
        rule: /^arch\/stage-depths$/,
        at: /return self\.relu\(out\)/,
      },
    ],
    [
      'the addition of one block is missing',
      {
        file: 'cifar',
        entry: 'resnet20',
        edits: [
          ['        out += self.shortcut(x)', '        if not self.lost:\n            out += self.shortcut(x)'],
          [
            '        self.shortcut = nn.Sequential()\n',
            '        self.shortcut = nn.Sequential()\n        self.lost = False\n',
          ],
          [
            '        return nn.Sequential(*layers)',
            '        layers[1].lost = planes == 32\n        return nn.Sequential(*layers)',
          ],
        ],
        rule: /^arch\/residual-missing$/,
        at: /out = F\.relu\(out\)/,
      },
    ],
    [
      'a stride is moved',
      {
        file: 'resnet',
        entry: 'resnet50',
        edits: [
          ['nn.Conv2d(inplanes, planes, 1, bias=False)', 'nn.Conv2d(inplanes, planes, 1, stride=stride, bias=False)'],
          ['conv3x3(planes, planes, stride)', 'conv3x3(planes, planes)'],
        ],
        rule: /^arch\/stride-placement$/,
        at: /nn\.Conv2d\(cin, cout/,
      },
    ],
    [
      'an epsilon is another',
      {
        file: 'mobilenet',
        entry: 'mobilenet_v2',
        edits: [['eps=1e-3', 'eps=1e-5']],
        rule: /^arch\/norm-eps$/,
        at: /norm\(cout\)/,
      },
    ],
    [
      'the stem has another stride',
      {
        file: 'cifar',
        entry: 'resnet20',
        edits: [['nn.Conv2d(3, width, kernel_size=3, stride=1,', 'nn.Conv2d(3, width, kernel_size=3, stride=2,']],
        rule: /^arch\/stem$/,
        at: /nn\.Conv2d\(3, width/,
      },
    ],
  ];
  it.each(changes)('%s', async (_what, { file, entry, edits, rule, at }) => {
    const before = source(file);
    let after = before;
    for (const [from, to] of edits) {
      expect(after).toContain(from);
      after = after.replace(from, to);
    }
    const [a, b] = [await open(before, entry), await open(after, entry)];
    const { findings } = compareSetups(a, b, RULES);
    expect(findings.map(({ rule: id }) => id)).toEqual([expect.stringMatching(rule)]);
    const origin = findings[0]?.a?.origin;
    expect(origin).toMatchObject({ kind: 'text', file: 'net.py' });
    if (origin?.kind === 'text') expect(before.split('\n')[origin.line - 1]).toMatch(at);
  });

  it('says nothing of the same network', async () => {
    const [a, b] = [await open(source('mobilenet'), 'mobilenet_v2'), await open(source('mobilenet'), 'mobilenet_v2')];
    expect(compareSetups(a, b, RULES).findings).toEqual([]);
  });

  it('says nothing where only the writing changes', async () => {
    const text = source('resnet')
      .replace(
        '        out += identity\n        return self.relu(out)',
        '        return torch.relu(torch.add(out, identity))',
      )
      .replace('x = torch.flatten(x, 1)', 'x = x.view(x.shape[0], -1)')
      .replace('self.avgpool(x)', 'nn.functional.adaptive_avg_pool2d(x, 1)');
    const [a, b] = [await open(source('resnet'), 'resnet50'), await open(text, 'resnet50')];
    expect(graphOf(b).nodes).toHaveLength(graphOf(a).nodes.length);
    expect(compareSetups(a, b, RULES).findings).toEqual([]);
  });
});

describe('what cannot be followed', () => {
  const net = (forward: string, init = ''): string => `import torch
import torch.nn as nn
import torch.nn.functional as F
import other

class Wide(nn.Conv2d):
    def __init__(self, *args):
        super().__init__(*args)

class Compiled(torch.jit.ScriptModule):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.same = nn.Conv2d(8, 8, 3, padding=1)
        self.act = nn.ReLU(inplace=True)
        self.fc = nn.Linear(8, 10)
${init}
    def forward(self, x):
        x = self.conv(x)
${forward}
        return self.fc(x.mean((2, 3)))

def build():
    return Net()
`;
  it.each([
    ['a function that nobody knows', '        x = other.magic(x)'],
    ['a condition on what is not known', '        if other.flag:\n            x = self.same(x)'],
    ['a write into a tensor', '        x[:, 0] = 0'],
    ['an operator that is not followed', '        x = x @ x'],
    ['a layer of other channels', '        x = self.conv(x)'],
    ['a layer that is no part of the network', '        x = nn.Conv2d(8, 8, 3)(x)'],
    ['a dropout that evaluation does not turn off', '        x = nn.Dropout(0.5)(x)'],
    ['a view that is changed', '        y = x.squeeze(0)\n        F.relu(y, inplace=True)\n        x = self.same(x)'],
    ['an unknown argument', '        x = F.dropout(x, p=other.rate)'],
  ])('%s leaves the graph unknown', async (_what, forward) => {
    const { facts } = await open(net(forward), 'build');
    expect(facts.get('model.graph')).toMatchObject({ status: 'unknown', origin: { file: 'net.py' } });
    for (const path of ['model.depths', 'model.block.residuals', 'model.head.classes'])
      expect(facts.get(path)?.status).toBe('unknown');
    expect(told(facts, 'model.parameters')).toBe(3 * 9 * 8 + 8 + 8 * 9 * 8 + 8 + 90);
  });

  it('sees what an activation does in place to a tensor that is used again', async () => {
    const inPlace = await open(net('        y = self.same(self.act(x))\n        x = x + y'), 'build');
    const graph = graphOf(inPlace);
    const add = graph.nodes.find(({ op }) => op === 'add');
    const makers = add?.inputs.map((tensor) => graph.nodes.find(({ outputs }) => outputs.includes(tensor))?.op);
    expect(makers?.sort()).toEqual(['conv', 'relu']);
  });

  it.each([
    ['a module of another library', '        self.extra = other.Module()'],
    ['a layer whose sizes are not known', '        self.extra = nn.Linear(other.size, 3)'],
    ['a layer whose size is no whole number', '        self.extra = nn.Linear(8 / 2, 3)'],
    ['a write beside the attributes', "        self._modules['extra'] = nn.Linear(1, 2)"],
    ['a method that nobody knows', '        self.magic(nn.Linear(1, 2))'],
    ['a compiled module', '        self.extra = Compiled()'],
    ['a layer of its own kind', '        self.extra = Wide(8, 8, 3)'],
    ['a member of a chain that is of its own kind', '        self.extra = nn.Sequential(*[Wide(8, 8, 3)])'],
    ['a layer under a condition', '        self.extra = nn.Linear(1, 2) if other.flag else None'],
  ])('%s leaves the number of parameters unknown', async (_what, init) => {
    const { facts } = await open(net('', init), 'build');
    expect(facts.get('model.parameters')?.status).toBe('unknown');
  });

  it('follows a layer with nothing to train where it is called, as its function', async () => {
    const [a, b] = [
      await open(net('        x = nn.ReLU(inplace=True)(self.same(x))'), 'build'),
      await open(net('        x = F.relu(self.same(x))'), 'build'),
    ];
    expect(graphOf(a).nodes.map(({ op }) => op)).toEqual(graphOf(b).nodes.map(({ op }) => op));
  });

  it.each([
    ['self.extra = nn.Parameter(torch.zeros(1, 5))', 5],
    ["setattr(self, 'extra', nn.Linear(1, 2))", 4],
    ["self.__setattr__('extra%d' % 1, nn.Linear(1, 2))", 4],
    ["self.add_module('extra', nn.Linear(1, 2))", 4],
    ["self.register_parameter('extra', nn.Parameter(torch.zeros(3)))", 3],
  ])('counts what %s adds', async (init, more) => {
    const { facts } = await open(net('', `        ${init}`), 'build');
    expect(told(facts, 'model.parameters')).toBe(3 * 9 * 8 + 8 + 8 * 9 * 8 + 8 + 90 + more);
  });

  it('takes sizes that the entry gives', async () => {
    const text = net('').replace('nn.Linear(8, 10)', 'nn.Linear(8, classes)').replaceAll('(self):', '(self, classes):');
    writeFileSync(
      join(folder, 'net.py'),
      text.replace('def build():\n    return Net()', 'def build(n):\n    return Net(n)'),
    );
    const { facts } = await openSource('net.py::build(4)', { cwd: folder, sets: [] });
    expect(told(facts, 'model.parameters')).toBe(3 * 9 * 8 + 8 + 8 * 9 * 8 + 8 + 36);
  });

  it('counts no layers in plain lists, as PyTorch does not', async () => {
    const { facts } = await open(net('', '        self.lost = [nn.Linear(1, 2)]'), 'build');
    expect(told(facts, 'model.parameters')).toBe(3 * 9 * 8 + 8 + 8 * 9 * 8 + 8 + 90);
  });
});
