import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { auditExtract, auditLint } from '../../../src/audit.ts';
import { joinSetups } from '../../../src/sources/join.ts';
import { memoryBytes } from '../../../src/sources/onnx/bytes.ts';
import { loadBytes } from '../../../src/sources/onnx/load.ts';
import { setupOf } from '../../../src/sources/onnx/reader.ts';
import type { Fact } from '../../../src/spec/fact.ts';
import type { Setup } from '../../../src/spec/setup.ts';
import { type SmallOptions, smallNetwork } from './small-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'resaudit-joined-'));

interface ScriptOptions {
  readonly normalize?: boolean;
}

/** A training script of the network that `smallNetwork` writes. */
function script({ normalize = true }: ScriptOptions = {}): string {
  return `
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU()
        self.shortcut = nn.Identity()
        if inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return self.relu(y + self.shortcut(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.relu = nn.ReLU()
        self.layer1 = nn.Sequential(Block(8, 8, 1), Block(8, 8, 1))
        self.layer2 = nn.Sequential(Block(8, 16, 2), Block(16, 16, 1))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.relu(self.bn(self.conv(x)))
        x = self.layer2(self.layer1(x))
        return self.fc(torch.flatten(self.pool(x), 1))


train_transform = transforms.Compose([
    transforms.RandomCrop(32, padding=4),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
${normalize ? '    transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),\n' : ''}])
train_set = datasets.CIFAR10('data', train=True, transform=train_transform)
loader = DataLoader(train_set, batch_size=128, shuffle=True)
model = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
for epoch in range(90):
    for images, targets in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), targets)
        loss.backward()
        optimizer.step()
`;
}

function joined(options: ScriptOptions, network: SmallOptions): string {
  writeFileSync(join(folder, 'train.py'), script(options));
  writeFileSync(join(folder, 'model.onnx'), smallNetwork(network));
  return 'train.py + model.onnx';
}

async function findings(options: ScriptOptions, network: SmallOptions): Promise<[rule: string, message: string][]> {
  const { report } = await auditLint([joined(options, network)], RULES, { cwd: folder });
  return report.setups.flatMap((setup) => setup.findings.map(({ rule, message }): [string, string] => [rule, message]));
}

const about = (found: readonly [string, string][]): [string, string][] =>
  found.filter(([rule]) => rule.startsWith('setup/') || rule.startsWith('normalization/') || rule.startsWith('arch/'));

describe('a script and the graph that it exported', () => {
  it('agree', async () => {
    expect(about(await findings({}, {}))).toEqual([]);
  });

  it('are one setup', async () => {
    const { report } = await auditExtract(joined({}, {}), { cwd: folder, sets: [] });
    expect(report.facts['optimizer.lr']).toMatchObject({ value: 0.1 });
    expect(report.facts['model.depths']).toMatchObject({ value: [2, 2] });
    expect(report.facts['init.zeroGamma']).toMatchObject({ value: false });
  });
});

describe('a script and a graph of another network', () => {
  const found = async (options: ScriptOptions, network: SmallOptions): Promise<string[]> =>
    about(await findings(options, network)).map(([rule, message]) => `${rule}: ${message}`);
  const normalization = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };

  it('normalize twice', async () => {
    expect(await found({}, { normalization })).toEqual([
      expect.stringMatching(/^normalization\/double: pipeline and network both/),
    ]);
    expect(await found({ normalize: false }, { normalization })).toEqual([]);
  });

  it('are of another number of classes', async () => {
    expect(await found({}, { classes: 100 })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^setup\/conflict: model\.head\.classes is 10 in train\.py:\d+ and 100 in model\.onnx/),
      ]),
    );
  });
});

describe('a spec and a graph of one setup', () => {
  const conflicts = async (spec: unknown, network: SmallOptions): Promise<string[]> => {
    writeFileSync(join(folder, 'spec.json'), JSON.stringify(spec));
    writeFileSync(join(folder, 'model.onnx'), smallNetwork(network));
    const { report } = await auditLint(['spec.json + model.onnx'], RULES, { cwd: folder });
    return about(
      report.setups.flatMap(({ findings: all }) => all.map(({ rule, message }): [string, string] => [rule, message])),
    ).map(([rule, message]) => `${rule}: ${message}`);
  };

  it('agree', async () => {
    const model = { norm: { kind: 'batch-norm', epsilon: 1e-5 }, head: { classes: 10 }, depths: [2, 2] };
    expect(await conflicts({ framework: { name: 'pytorch' }, model }, {})).toEqual([]);
  });

  it('disagree about an epsilon, classes and blocks: each is named with both values and places', async () => {
    expect(await conflicts({ model: { norm: { epsilon: 1e-3 } } }, {})).toEqual([
      'setup/conflict: model.norm.epsilon is 0.001 in spec.json:1 and 0.00001 in model.onnx',
    ]);
    expect(await conflicts({ model: { head: { classes: 100 } } }, {})).toEqual([
      'setup/conflict: model.head.classes is 100 in spec.json:1 and 10 in model.onnx',
    ]);
    expect(await conflicts({ model: { depths: [2, 3] } }, {})).toEqual([
      'setup/conflict: model.depths is [2,3] in spec.json:1 and [2,2] in model.onnx',
    ]);
  });
});

describe('what a script leaves to its library', () => {
  const left: Fact = {
    status: 'default',
    value: 1e-5,
    origin: { kind: 'default', library: 'pytorch', parameter: 'eps' },
  };
  const script: Setup = {
    name: 'train.py',
    sources: [{ name: 'train.py', kind: 'python' }],
    facts: new Map([['model.norm.epsilon', left]]),
    closed: [],
    problems: [],
    texts: new Map(),
  };
  const graph = (options: SmallOptions): Setup => setupOf(loadBytes(memoryBytes(smallNetwork(options)), 'm'), 'm.onnx');

  it('is held against the graph all the same', () => {
    const other = joinSetups([script, graph({ everyEpsilon: 1e-3 })]);
    expect(other.facts.get('model.norm.epsilon')).toMatchObject({ status: 'unknown' });
    expect(other.problems).toMatchObject([{ code: 'setup/conflict' }]);
    expect(joinSetups([script, graph({})]).problems).toEqual([]);
  });

  it('is no conflict where a graph stands on both sides of the join', () => {
    expect(joinSetups([graph({}), graph({ identities: 2 })]).problems).toEqual([]);
  });
});
