import rule from '../../../rules/loader/set-epoch.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases } from '../../support/script-lint.ts';

const of = (told: boolean | undefined, sampler = 'distributed', rest: object = {}) => ({
  'data.sampler': sampler,
  ...(told === undefined ? {} : { 'data.setEpoch': told }),
  ...rest,
});

ruleTest(rule, {
  same: { 'both told': [of(true), of(true)] },
  different: {
    'one is not': { pair: [of(true), of(false)], severity: 'warning', message: 'on against off' },
    'of repeated augmentation': {
      pair: [of(true, 'repeated-augmentation'), of(false, 'repeated-augmentation')],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [of(true), of(undefined)] },
  notApplicable: { 'one process': [of(true), of(false, 'random')] },
  clean: { told: of(true), 'the framework does it': of(undefined, 'distributed', { 'framework.name': 'lightning' }) },
  complains: { 'never told': { setup: of(false), severity: 'warning' } },
  lintUnknown: { 'nobody says': of(undefined) },
  lintNotApplicable: { 'another sampler': of(false, 'random') },
});

const script = (loop: string, before = ''): string => `import torch, torch.nn as nn
from torch.utils.data import DataLoader, DistributedSampler
from torchvision import datasets
data = datasets.CIFAR10('data', train=True)
sampler = DistributedSampler(data)
loader = DataLoader(data, 128, sampler=sampler)
model = nn.Linear(4, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
${before}
for epoch in range(90):
${loop}
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`;

scriptCases(rule, {
  'never told': script('    pass').replace(
    'sampler = DistributedSampler(data)',
    'sampler = DistributedSampler(data)  # here',
  ),
  told: script('    sampler.set_epoch(epoch)'),
  'told by way of the loader': script('    loader.sampler.set_epoch(epoch)'),
  'told where something holds that is not known': script(
    "    if os.environ['X'] == '1':\n        sampler.set_epoch(epoch)",
    'import os',
  ),
  'handed to what is not known': script("    getattr(os, os.environ['X'])(sampler)", 'import os'),
});
