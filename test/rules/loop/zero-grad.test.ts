import rule from '../../../rules/loop/zero-grad.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const [zero, step] = ['zero-grad', 'optimizer-step'].map((name) => ({ name, optimizer: 'optimizer 1' }));

ruleTest(rule, {
  complains: {
    'nothing zeroes the gradients': {
      setup: procedure(made, batches('backward', step)),
      severity: 'error',
      message: 'an earlier step',
    },
    'they are zeroed once an epoch': {
      setup: procedure(made, { name: 'loop', over: 'other', body: [zero, batches('backward', step)] }),
      severity: 'error',
    },
  },
  clean: {
    'they are zeroed for each update': procedure(made, batches(zero, 'backward', step)),
    'they are zeroed after each update': procedure(made, batches('backward', step, zero)),
    'something that is not known happens in each pass': procedure(made, batches('backward', step, 'opaque')),
  },
  lintNotApplicable: { 'no step is seen': procedure('backward') },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'never zeroed': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()  # here
    scheduler.step()`),
  'zeroed once an epoch': trainingScript(`for epoch in range(90):
    optimizer.zero_grad()
    for x, y in train_loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()  # here`),
  'never zeroed in a function that is called each epoch': trainingScript(`def train():
    for x, y in train_loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()  # here
for epoch in range(3):
    train()`),
  'never zeroed with a scaler': trainingScript(
    `for epoch in range(90):
    model.train()
    for x, y in train_loader:
        loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)  # here
        scaler.update()
    scheduler.step()`,
    `scaler = torch.cuda.amp.GradScaler()`,
  ),
  'zeroed before backward': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'zeroed after the step': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    scheduler.step()`),
  'zeroed by the network': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        model.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'gradients taken away by hand': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        for p in model.parameters():
            p.grad = None
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'accumulated over four batches': trainingScript(`for epoch in range(90):
    for i, (x, y) in enumerate(train_loader):
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()`),
  'one update with two backward passes': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        criterion(model(x), y).backward()
        optimizer.step()
    scheduler.step()`),
  'an unknown function between': trainingScript(`import os
handle = getattr(os, os.environ['HANDLER'])
for epoch in range(90):
    for x, y in train_loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        handle(optimizer)`),
  'a closure': trainingScript(`for x, y in train_loader:
    def closure():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        return loss
    optimizer.step(closure)`),
  'a single update': trainingScript(`loss = criterion(model(next(iter(train_loader))[0]), 1)
loss.backward()
optimizer.step()`),
  'two optimizers of a generator and a discriminator': trainingScript(
    `for x, y in train_loader:
    discriminator.zero_grad()
    criterion(discriminator(x), y).backward()
    criterion(discriminator(model(x).detach()), y).backward()
    second.step()
    model.zero_grad()
    criterion(discriminator(model(x)), y).backward()
    optimizer.step()`,
    `discriminator = Net()
second = torch.optim.Adam(discriminator.parameters())`,
  ),
});
