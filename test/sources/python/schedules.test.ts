import { describe, expect, it } from 'vitest';
import { readProject, told } from './support.ts';

/** A run of 90 epochs that begins at 0.4; `loop` is what stands in it beside the training. */
const script = (setup: string, before: string, after: string): string => `
import torch, math
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
from torch.optim import lr_scheduler

net = nn.Linear(2, 2)
loader = DataLoader(datasets.CIFAR10('.', transform=transforms.ToTensor()), batch_size=8)
optimizer = torch.optim.SGD(net.parameters(), lr=0.4)
${setup}
for epoch in range(90):
    ${before}
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
    ${after}
`;
const SET = `
def set_rate(rate):
    for group in optimizer.param_groups:
        group['lr'] = rate
`;

const schedule = async (text: string): Promise<Readonly<Record<string, unknown>>> => {
  const facts = await readProject({ 'train.py': text });
  return Object.fromEntries(
    ['kind', 'stepSize', 'gamma', 'milestones', 'period', 'minLr', 'peakLr', 'unit'].flatMap((name) => {
      const value = told(facts, `schedule.${name}`);
      return value === undefined || value === 'unknown' || value === 'absent' ? [] : [[name, value] as const];
    }),
  );
};

describe('a schedule written by hand', () => {
  it('is the step that it comes to, from the epoch alone', async () => {
    expect(await schedule(script(SET, 'set_rate(0.4 * 0.1 ** (epoch // 30))', 'pass'))).toMatchObject({
      kind: 'step',
      stepSize: 30,
      gamma: 0.1,
      peakLr: 0.4,
      unit: 'epoch',
    });
  });

  it('is what it comes to where each drop stands on the last', async () => {
    const setup = `${SET}\nrate = 0.4`;
    const after = 'if (epoch + 1) in (40, 70):\n        rate *= 0.5\n        set_rate(rate)';
    expect(await schedule(script(setup, 'pass', after))).toMatchObject({
      kind: 'multi-step',
      milestones: [40, 70],
      gamma: 0.5,
      peakLr: 0.4,
    });
  });

  it('is a cosine where it is one', async () => {
    expect(
      await schedule(script(SET, 'set_rate(0.01 + 0.39 * (1 + math.cos(math.pi * epoch / 90)) / 2)', 'pass')),
    ).toMatchObject({ kind: 'cosine', period: 90, minLr: 0.01, peakLr: 0.4 });
  });

  it('is not claimed where a value that nobody knows decides it', async () => {
    const facts = await readProject({
      'train.py': script(SET, 'if torch.rand(1) > 0.5:\n        set_rate(0.1)', 'pass'),
    });
    expect(told(facts, 'schedule.kind')).toBe('unknown');
    const read = await readProject({ 'train.py': script(SET, "set_rate(float(open('rate').read()))", 'pass') });
    expect(told(read, 'schedule.kind')).toBe('unknown');
  });

  it('is not claimed of epochs where it changes from batch to batch', async () => {
    const text = script(SET, 'pass', 'pass').replace(
      '        optimizer.step()',
      '        optimizer.step()\n        set_rate(0.1)',
    );
    expect(told(await readProject({ 'train.py': text }), 'schedule.kind')).toBe('unknown');
  });
});

describe('a schedule of the library that is a function', () => {
  const stepped = 'scheduler.step()';

  it('is drawn for the epochs of the run', async () => {
    const facts = await readProject({
      'train.py': script('scheduler = lr_scheduler.LambdaLR(optimizer, lambda e: 0.5 ** (e // 20))', 'pass', stepped),
    });
    expect(told(facts, 'schedule.stepSize')).toBe(20);
    expect(told(facts, 'schedule.gamma')).toBe(0.5);
    expect(told(facts, 'schedule.curve')).toMatchObject({ unit: 'epoch', end: 90, peak: 0.4 });
  });

  it('tells what a chain of two comes to', async () => {
    const setup = `scheduler = lr_scheduler.ChainedScheduler([
    lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=10),
    lr_scheduler.StepLR(optimizer, 45),
])`;
    const facts = await readProject({ 'train.py': script(setup, 'pass', stepped) });
    expect(told(facts, 'schedule.milestones')).toEqual([10, 45]);
    expect(told(facts, 'schedule.factors')).toEqual([2, 0.1]);
  });
});
