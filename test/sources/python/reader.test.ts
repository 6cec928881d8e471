import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openSource } from '../../../src/sources/registry.ts';
import type { Fact } from '../../../src/spec/fact.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function read(
  files: Readonly<Record<string, string>>,
  name = 'train.py',
  sets: readonly (readonly [string, string])[] = [],
): Promise<ReadonlyMap<string, Fact>> {
  const cwd = mkdtempSync(join(tmpdir(), 'resaudit-'));
  folders.push(cwd);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return (await openSource(name, { cwd, sets })).facts;
}

const told = (facts: ReadonlyMap<string, Fact>, path: string): unknown => {
  const fact = facts.get(path);
  return fact !== undefined && 'value' in fact ? fact.value : fact?.status;
};

const SCRIPT = `
import argparse, torch
import torch.nn as nn
import torchvision
from torchvision import transforms, datasets

parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('-b', '--batch-size', type=int, default=128)
parser.add_argument('--epochs', type=int, default=90)
parser.add_argument('--nesterov', action='store_true')

def main():
    args = parser.parse_args()
    normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    train_set = datasets.CIFAR10('data', train=True, transform=transforms.Compose([
        transforms.RandomCrop(32, padding=4),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        normalize,
    ]))
    test_set = datasets.CIFAR10('data', train=False, transform=transforms.Compose([transforms.ToTensor(), normalize]))
    train_loader = torch.utils.data.DataLoader(train_set, batch_size=args.batch_size, shuffle=True)
    test_loader = torch.utils.data.DataLoader(test_set, batch_size=100)
    model = torchvision.models.resnet18(num_classes=10).cuda()
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1).cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9, weight_decay=5e-4, nesterov=args.nesterov)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[30, 60], gamma=0.2)
    for epoch in range(args.epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()

if __name__ == '__main__':
    main()
`;

describe('a script of PyTorch', () => {
  it('gives what it trains with', async () => {
    const facts = await read({ 'train.py': SCRIPT });
    const expected: Readonly<Record<string, unknown>> = {
      'framework.name': 'pytorch',
      'optimizer.name': 'sgd',
      'optimizer.lr': 0.1,
      'optimizer.momentum': 0.9,
      'optimizer.weightDecay': 5e-4,
      'optimizer.nesterov': false,
      'schedule.kind': 'multi-step',
      'schedule.milestones': [30, 60],
      'schedule.gamma': 0.2,
      'schedule.unit': 'epoch',
      'schedule.peakLr': 0.1,
      'train.epochs': 90,
      'data.batchSize': 128,
      'data.shuffle': true,
      'data.dataset': 'cifar-10',
      'model.name': 'resnet18',
      'loss.kind': 'cross-entropy',
      'regularization.labelSmoothing': 0.1,
      'preprocess.train.normalization.mean': [0.485, 0.456, 0.406],
      'preprocess.eval.normalization.std': [0.229, 0.224, 0.225],
      'preprocess.train.crop.size': 32,
      'augment.padCrop.padding': 4,
      'augment.colorJitter.hue': 'absent',
      'regularization.dropout': 'unknown',
    };
    expect(Object.fromEntries(Object.keys(expected).map((path) => [path, told(facts, path)]))).toEqual(expected);
  });

  it('names the place of each literal, and the option that changes it', async () => {
    const facts = await read({ 'train.py': SCRIPT });
    expect(facts.get('optimizer.lr')).toMatchObject({
      status: 'stated',
      overridable: '--lr',
      origin: { line: 8, column: 49 },
    });
    expect(facts.get('train.epochs')).toMatchObject({ origin: { line: 10 } });
  });

  it('takes options that a person sets', async () => {
    const facts = await read({ 'train.py': SCRIPT }, 'train.py', [
      ['lr', '0.5'],
      ['--nesterov', 'true'],
    ]);
    expect([told(facts, 'optimizer.lr'), told(facts, 'optimizer.nesterov')]).toEqual([0.5, true]);
  });

  it('does not claim what a condition decides', async () => {
    const facts = await read({
      'train.py': SCRIPT.replace(
        'gamma=0.2)',
        'gamma=0.2)\n    if open("x").read(): optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)',
      ),
    });
    expect(told(facts, 'optimizer.lr')).toBe('unknown');
    expect(told(facts, 'optimizer.name')).toBe('unknown');
  });

  it('draws a schedule that is written by hand', async () => {
    const facts = await read({
      'train.py': SCRIPT.replace(
        '        scheduler.step()',
        "        for group in optimizer.param_groups: group['lr'] = 0.1 * 0.5 ** epoch",
      ).replace(/ {4}scheduler = .*\n/, ''),
    });
    // The first epoch has the rate of the optimizer, and so has the second, of 0.1 times 0.5 to the power of 0.
    expect(told(facts, 'schedule.kind')).toBe('custom');
    expect(told(facts, 'schedule.curve')).toMatchObject({
      unit: 'epoch',
      end: 90,
      peak: 0.1,
      segments: expect.arrayContaining([expect.objectContaining({ from: 0, to: 2, start: 1 })]),
    });
    expect(told(facts, 'schedule.peakLr')).toBe(0.1);
    expect(told(facts, 'optimizer.lr')).toBe(0.1);
  });

  it('takes what parameter groups say before what the optimizer says', async () => {
    const withGroups = (groups: string): Promise<ReadonlyMap<string, Fact>> =>
      read({ 'train.py': SCRIPT.replace('model.parameters(), lr=', `${groups}, lr=`) });
    const one = await withGroups("[{'params': model.parameters(), 'lr': 0.3}]");
    expect(told(one, 'optimizer.lr')).toBe(0.3);
    expect(told(one, 'optimizer.momentum')).toBe(0.9);
    const two = await withGroups(
      "[{'params': model.conv1.parameters(), 'lr': 0.3}, {'params': model.fc.parameters()}]",
    );
    expect(told(two, 'optimizer.lr')).toBe('unknown');
    expect(told(two, 'optimizer.weightDecay')).toBe(5e-4);
    const spared = await withGroups(
      "[{'params': [p for p in model.parameters() if p.dim() > 1]}, {'params': [p for p in model.parameters() if p.dim() < 2], 'weight_decay': 0.0}]",
    );
    expect(told(spared, 'optimizer.lr')).toBe(0.1);
    expect(told(spared, 'optimizer.weightDecay')).toBe(5e-4);
    const unseen = await withGroups('make_groups(model)');
    expect(told(unseen, 'optimizer.weightDecay')).toBe('unknown');
  });

  it('takes the groups of a walk through all layers for what it makes of any of them', async () => {
    const walk = `
def spared(model, decay, norm_decay=None):
    params = {'other': [], 'norm': []}
    def add(module, prefix=''):
        for name, p in module.named_parameters(recurse=False):
            params['norm' if norm_decay is not None and isinstance(module, nn.BatchNorm2d) else 'other'].append(p)
        for name, child in module.named_children():
            add(child, prefix=f'{prefix}.{name}' if prefix else name)
    add(model)
    rates = {'other': decay, 'norm': norm_decay}
    groups = []
    for key in params:
        if len(params[key]) > 0:
            groups.append({'params': params[key], 'weight_decay': rates[key]})
    return groups
`;
    const script = SCRIPT.replace('\ndef main', `${walk}\ndef main`);
    const facts = await read({ 'train.py': script.replace('model.parameters(), lr=', 'spared(model, 2e-5), lr=') });
    expect(told(facts, 'optimizer.weightDecay')).toBe(2e-5);
    const both = await read({
      'train.py': script.replace('model.parameters(), lr=', 'spared(model, 2e-5, 1e-3), lr='),
    });
    expect(told(both, 'optimizer.weightDecay')).toBe('unknown');
  });

  it('does not claim that training starts from scratch where a state dict is loaded', async () => {
    const loading = SCRIPT.replace('.cuda()\n', '\n    model.load_state_dict(torch.load("weights.pth"))\n');
    expect(told(await read({ 'train.py': SCRIPT }), 'model.pretrained')).toBe(false);
    expect(told(await read({ 'train.py': loading }), 'model.pretrained')).toBe('unknown');
  });

  it('does not hold a network whose parts are replaced for what its library makes', async () => {
    const replaced = SCRIPT.replace('.cuda()\n', '\n    model.conv1 = nn.Conv2d(3, 64, 3, 1, 1)\n');
    expect(told(await read({ 'train.py': replaced }), 'model.stem.kernel')).toBe('unknown');
    expect(told(await read({ 'train.py': SCRIPT }), 'model.stem.kernel')).not.toBe('unknown');
  });

  it('follows imports of the project', async () => {
    const facts = await read({
      'train.py': 'from lib import make\nimport torch\nmodel = torch.nn.Linear(2, 2)\noptimizer = make(model)\n',
      'lib/__init__.py': 'from .optim import build as make\n',
      'lib/optim.py':
        'import torch\nfrom . import settings\ndef build(model):\n    return torch.optim.AdamW(model.parameters(), lr=settings.LR)\n',
      'lib/settings.py': 'LR = 3e-4\n',
    });
    expect(told(facts, 'optimizer.lr')).toBe(3e-4);
    expect(facts.get('optimizer.lr')).toMatchObject({ origin: { file: 'lib/settings.py', line: 1, column: 6 } });
  });

  it('reads on after what is no Python', async () => {
    const facts = await read({
      'train.py':
        'import torch\nlr = 0.1\ndef broken(:\n    lr = 5\nmodel = torch.nn.Linear(2, 2)\nopt = torch.optim.SGD(model.parameters(), momentum=0.9, lr=0.2)\n',
    });
    expect([0.2, 'unknown', undefined]).toContain(told(facts, 'optimizer.lr'));
  });

  it('reads Python 2', async () => {
    const facts = await read({
      'train.py':
        'import torch\nprint "hello %d" % 3\nopt = torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=0.2)\n',
    });
    expect(told(facts, 'optimizer.lr')).toBe(0.2);
  });
});

describe('a named entry', () => {
  const QUESTION = `
import torchvision.transforms as T
def create_transform(pretrained):
    mean, std = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]) if pretrained else ([0.5] * 3, [0.5] * 3)
    return T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), T.Normalize(mean, std)])
`;
  it('is called with the arguments that a person names', async () => {
    const [a, b] = await Promise.all(
      ['True', 'False'].map((value) => read({ 'q.py': QUESTION }, `q.py::create_transform(pretrained=${value})`)),
    );
    expect(a && told(a, 'preprocess.train.normalization.mean')).toEqual([0.485, 0.456, 0.406]);
    expect(b && told(b, 'preprocess.train.normalization.mean')).toEqual([0.5, 0.5, 0.5]);
  });
});
