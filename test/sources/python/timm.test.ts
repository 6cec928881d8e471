import { describe, expect, it } from 'vitest';
import { readProject, told } from './support.ts';

const SCRIPT = `
import argparse
from timm import create_model
from timm.data import create_dataset, create_loader
from timm.loss import LabelSmoothingCrossEntropy
from timm.optim import create_optimizer_v2, optimizer_kwargs
from timm.scheduler import create_scheduler_v2, scheduler_kwargs

parser = argparse.ArgumentParser()
parser.add_argument('--model', default='resnet50')
parser.add_argument('--opt', default='sgd')
parser.add_argument('--lr', type=float, default=0.5)
parser.add_argument('--momentum', type=float, default=0.9)
parser.add_argument('--weight-decay', type=float, default=2e-5)
parser.add_argument('--sched', default='cosine')
parser.add_argument('--epochs', type=int, default=100)
parser.add_argument('--warmup-epochs', type=int, default=5)
parser.add_argument('--cooldown-epochs', type=int, default=10)
args = parser.parse_args()

model = create_model(args.model, pretrained=True)
loader = create_loader(create_dataset('', root='.', split='train'), input_size=(3, 224, 224), batch_size=64,
                       is_training=True, color_jitter=0.4, interpolation='bicubic', hflip=0.5)
loss_fn = LabelSmoothingCrossEntropy(smoothing=0.1)
optimizer = create_optimizer_v2(model, **optimizer_kwargs(cfg=args))
scheduler, num_epochs = create_scheduler_v2(optimizer, **scheduler_kwargs(args))
for epoch in range(num_epochs):
    for x, y in loader:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step(epoch + 1)
`;

describe('a script with the factories of timm', () => {
  it('gives what the options come to', async () => {
    const facts = await readProject({ 'train.py': SCRIPT });
    const expected: Readonly<Record<string, unknown>> = {
      'model.name': 'resnet50',
      'model.pretrained': true,
      'optimizer.name': 'sgd',
      'optimizer.nesterov': true,
      'optimizer.lr': 0.5,
      'optimizer.weightDecay': 2e-5,
      'schedule.kind': 'cosine',
      'schedule.unit': 'epoch',
      'schedule.warmup.epochs': 5,
      'schedule.warmup.startLr': 1e-5,
      // The epochs of the schedule, and the cooldown after it.
      'train.epochs': 110,
      'data.batchSize': 64,
      'augment.colorJitter.brightness': 0.4,
      'preprocess.train.resize.interpolation': 'bicubic',
      'loss.kind': 'cross-entropy',
      'regularization.labelSmoothing': 0.1,
    };
    expect(Object.fromEntries(Object.keys(expected).map((path) => [path, told(facts, path)]))).toEqual(expected);
  });

  it('knows that momentum does not look ahead', async () => {
    const facts = await readProject({ 'train.py': SCRIPT.replace("default='sgd'", "default='momentum'") });
    expect(told(facts, 'optimizer.name')).toBe('sgd');
    expect(told(facts, 'optimizer.nesterov')).toBe(false);
  });

  it('does not claim the length of a run with a prefixed warmup', async () => {
    const facts = await readProject({
      'train.py': SCRIPT.replace(
        'args = parser',
        "parser.add_argument('--warmup-prefix', default=True)\nargs = parser",
      ),
    });
    expect(told(facts, 'train.epochs')).toBe('unknown');
  });
});
