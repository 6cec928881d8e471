import rule from '../../../rules/optimizer/built-before-change.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const [zero, step] = ['zero-grad', 'optimizer-step'].map((name) => ({ name, optimizer: 'optimizer 1' }));

const replace = { name: 'replace', model: 'model 1', part: 'fc' };
const training = batches(zero, 'backward', step);
ruleTest(rule, {
  complains: {
    'a layer is replaced behind the optimizer': {
      setup: procedure(made, replace, training),
      severity: 'error',
      message: 'fc',
    },
  },
  clean: {
    'replaced first': procedure(replace, made, training),
    'built anew': procedure(made, replace, made, training),
    'told of the new layer': procedure(made, replace, { name: 'add-group', optimizer: 'optimizer 1' }, training),
    'replaced after training': procedure(made, training, replace),
  },
  lintNotApplicable: { 'nothing is replaced': procedure(made, training) },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'replaced after the optimizer was built': trainingScript(`model = models.resnet18(pretrained=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.fc = nn.Linear(512, 10)  # here
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'a part of the head is replaced after the optimizer was built': trainingScript(`model = models.vgg16(pretrained=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.classifier[6] = nn.Linear(512, 10)  # here
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'replaced first': trainingScript(`model = models.resnet18(pretrained=True)
model.fc = nn.Linear(512, 10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'built anew': trainingScript(`model = models.resnet18(pretrained=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.fc = nn.Linear(512, 10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'told of the new layer': trainingScript(`model = models.resnet18(pretrained=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.fc = nn.Linear(512, 10)
optimizer.add_param_group({'params': model.fc.parameters()})
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'another network': trainingScript(`model = models.resnet18(pretrained=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
other = models.resnet18()
other.fc = nn.Linear(512, 10)
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'replaced after training': trainingScript(`model = models.resnet18(pretrained=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()
model.fc = nn.Linear(512, 10)`),
});
