import rule from '../../../rules/loop/train-eval-mode.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const [zero, step] = ['zero-grad', 'optimizer-step'].map((name) => ({ name, optimizer: 'optimizer 1' }));

const mode = (name: string): unknown => ({ name: 'mode', model: 'model 1', mode: name });
const forward = { name: 'forward', model: 'model 1' };
const training = batches(forward, zero, 'backward', step);
const evaluation = { name: 'loop', over: 'batches', loader: 'loader 2', body: [forward] };
const epochs = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'other', body });

ruleTest(rule, {
  complains: {
    'evaluation in training mode': {
      setup: procedure(made, epochs(mode('train'), training, evaluation)),
      severity: 'error',
      message: 'model.eval() is not called',
    },
    'training goes on in evaluation mode': {
      setup: procedure(made, epochs(training, mode('eval'), evaluation)),
      severity: 'error',
      message: 'not called again',
    },
    'trained in evaluation mode': {
      setup: procedure(made, mode('eval'), epochs(training)),
      severity: 'warning',
      message: 'trained in evaluation mode',
    },
  },
  clean: {
    'both modes are set': procedure(made, epochs(mode('train'), training, mode('eval'), evaluation)),
    'the mode depends on something': procedure(made, epochs(training, mode('unknown'), evaluation)),
    'something that is not known may set the mode': procedure(made, epochs('opaque', training, 'opaque', evaluation)),
  },
  lintNotApplicable: {
    'a network without layers that have modes': procedure(
      { ...made, models: ['plain model 1'] },
      epochs(training, evaluation),
    ),
  },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'evaluation without eval': trainingScript(`def train():
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    pass
    for x, y in test_loader:
        out = model(x)  # here
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()`),
  'few epochs without eval': trainingScript(`def train():
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    pass
    for x, y in test_loader:
        out = model(x)  # here
        print((out.argmax(1) == y).sum())
for epoch in range(3):
    train()
    evaluate()`),
  'training is not restored': trainingScript(`def train():
    pass
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()  # here
        optimizer.step()
def evaluate():
    model.eval()
    for x, y in test_loader:
        out = model(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()`),
  'eval before training': trainingScript(`def train():
    model.eval()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()  # here
        optimizer.step()
def evaluate():
    pass
    for x, y in test_loader:
        out = model(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()`),
  'both are set': trainingScript(`def train():
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    model.eval()
    for x, y in test_loader:
        out = model(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()`),
  'both are set by flags': trainingScript(`def train():
    model.train(True)
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    model.train(False)
    for x, y in test_loader:
        out = model(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()`),
  'restored by the evaluation': trainingScript(`def train():
    pass
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    model.eval()
    for x, y in test_loader:
        out = model(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()
    model.train()`),
  'evaluated once at the end': trainingScript(`def train():
    pass
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    model.eval()
    for x, y in test_loader:
        out = model(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
evaluate()`),
  'set on the wrapped network': trainingScript(
    `def train():
    wrapped.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    wrapped.eval()
    for x, y in test_loader:
        out = model(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()`,
    `wrapped = nn.DataParallel(model)`,
  ),
  'a network without batch norm and dropout': trainingScript(
    `def train():
    pass
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(plain(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    pass
    for x, y in test_loader:
        out = plain(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()`,
    `plain = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
optimizer = torch.optim.SGD(plain.parameters(), lr=0.1)`,
  ),
  'a mode that depends on an option': trainingScript(`import os
flag = os.environ['MODE'] == 'train'
def train():
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def evaluate():
    model.train(flag)
    for x, y in test_loader:
        out = model(x)
        print((out.argmax(1) == y).sum())
for epoch in range(90):
    train()
    evaluate()`),
  'statistics of norms taken anew': trainingScript(`def train():
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
def update_bn():
    for x, y in test_loader:
        model(x)
for epoch in range(90):
    train()
    update_bn()`),
  'a frozen teacher': trainingScript(`teacher = Net()
teacher.eval()
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), teacher(x))
        loss.backward()
        optimizer.step()`),
  'norms that the class keeps in evaluation mode': `import torch, torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(3)
    def train(self, mode=True):
        super().train(mode)
        self.bn.eval()
        return self
    def forward(self, x):
        return self.bn(x)
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(90):
    model.train()
    for x, y in DataLoader(datasets.CIFAR10('data'), 8, shuffle=True):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`,
});
