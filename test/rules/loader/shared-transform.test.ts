import rule from '../../../rules/loader/shared-transform.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const step = { name: 'optimizer-step', optimizer: 'optimizer 1' };

ruleTest(rule, {
  complains: {
    'a transform on a shared dataset': {
      setup: procedure('write-shared-dataset', made, batches('backward', step)),
      severity: 'error',
    },
  },
  clean: { 'none is seen': procedure(made, batches('backward', step)) },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'set on one half of a dataset that has one': trainingScript(`from torch.utils.data import random_split
plain = transforms.ToTensor()
augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
train_set, test_set = random_split(datasets.ImageFolder('data', transform=augment), [800, 200])
test_set.dataset.transform = plain  # here
for x, y in DataLoader(train_set, 128, shuffle=True):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()`),
  'set on both halves': trainingScript(`from torch.utils.data import random_split
plain = transforms.ToTensor()
augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
train_set, test_set = random_split(datasets.ImageFolder('data'), [800, 200])
train_set.dataset.transform = augment
test_set.dataset.transform = plain  # here
for x, y in DataLoader(train_set, 128, shuffle=True):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()`),
  'set once for both': trainingScript(`from torch.utils.data import random_split
plain = transforms.ToTensor()
augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
train_set, test_set = random_split(datasets.ImageFolder('data'), [800, 200])
train_set.dataset.transform = plain
for x, y in DataLoader(train_set, 128, shuffle=True):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()`),
  'a copy of the dataset': trainingScript(`import copy
from torch.utils.data import random_split
plain = transforms.ToTensor()
augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
train_set, test_set = random_split(datasets.ImageFolder('data', transform=augment), [800, 200])
test_set.dataset = copy.copy(test_set.dataset)
test_set.dataset.transform = plain
for x, y in DataLoader(train_set, 128, shuffle=True):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()`),
  'two datasets': trainingScript(`from torch.utils.data import random_split
plain = transforms.ToTensor()
augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
train_set = datasets.ImageFolder('data', transform=augment)
test_set = datasets.ImageFolder('data')
test_set.transform = plain
for x, y in DataLoader(train_set, 128, shuffle=True):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()`),
});
