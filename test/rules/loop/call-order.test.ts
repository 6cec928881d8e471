import rule from '../../../rules/loop/call-order.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const [zero, step] = ['zero-grad', 'optimizer-step'].map((name) => ({ name, optimizer: 'optimizer 1' }));

ruleTest(rule, {
  complains: {
    'zeroed between backward and step': {
      setup: procedure(made, batches('backward', zero, step)),
      severity: 'error',
      message: 'right after',
    },
  },
  clean: {
    'the usual order': procedure(made, batches(zero, 'backward', step)),
    'something that is not known happens before the step': procedure(made, batches('backward', zero, 'opaque', step)),
  },
  lintNotApplicable: { 'no step is seen': procedure('backward') },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'zeroed between backward and step': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()  # here
    scheduler.step()`),
  'backward after the step': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        optimizer.step()  # here
        loss.backward()
    scheduler.step()`),
  'the usual order': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'zeroed at the end': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    scheduler.step()`),
  'zeroed under a condition': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        loss = criterion(model(x), y)
        loss.backward()
        if loss.item() > 1e4:
            optimizer.zero_grad()
        optimizer.step()
    scheduler.step()`),
  'backward in a function of the script': trainingScript(`def run(x, y):
    loss = criterion(model(x), y)
    loss.backward()
    return loss
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        run(x, y)
        optimizer.step()
    scheduler.step()`),
  'backward in what is not known': trainingScript(`import os
run = getattr(os, os.environ['RUN'])
loss = criterion(model(1), 1)
loss.backward()
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        run(x, y)
        optimizer.step()
    scheduler.step()`),
});
