import rule from '../../../rules/schedule/step-before-optimizer.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const [zero, step] = ['zero-grad', 'optimizer-step'].map((name) => ({ name, optimizer: 'optimizer 1' }));

const schedule = { name: 'schedule-step', scheduler: 'scheduler 1', optimizer: 'optimizer 1', given: false };
const epochs = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'other', body });
ruleTest(rule, {
  complains: {
    'the schedule steps first': {
      setup: procedure(made, epochs(schedule, batches(zero, 'backward', step))),
      severity: 'warning',
    },
  },
  clean: {
    'it steps after the updates': procedure(made, epochs(batches(zero, 'backward', step), schedule)),
    'it is told the epoch': procedure(made, epochs({ ...schedule, given: true }, batches(zero, 'backward', step))),
    'it is wound forward': procedure(made, epochs(schedule), epochs(batches(zero, 'backward', step), schedule)),
    'a release whose schedules had no first value': {
      ...procedure(made, epochs(schedule, batches(zero, 'backward', step))),
      'framework.name': 'pytorch',
      'framework.version': '1.0.1',
    },
  },
  lintNotApplicable: { 'no schedule steps': procedure(made, batches(zero, 'backward', step)) },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'at the start of each epoch': trainingScript(`for epoch in range(90):
    scheduler.step()  # here
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()`),
  'before the step of each batch': trainingScript(`for epoch in range(90):
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        scheduler.step()  # here
        optimizer.step()`),
  'at the end of each epoch': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'told the epoch': trainingScript(`for epoch in range(90):
    scheduler.step(epoch)
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()`),
  'wound forward to where training goes on': trainingScript(`for _ in range(10):
    scheduler.step()
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
});
