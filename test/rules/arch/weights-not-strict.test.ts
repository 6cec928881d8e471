import rule from '../../../rules/arch/weights-not-strict.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const step = { name: 'optimizer-step', optimizer: 'optimizer 1' };

const load = (strict: boolean): unknown => ({ name: 'load-weights', model: 'model 1', strict });
ruleTest(rule, {
  complains: { 'not strict': { setup: procedure(load(false), made, batches('backward', step)), severity: 'info' } },
  clean: { strict: procedure(load(true), made, batches('backward', step)) },
  lintNotApplicable: { 'nothing is loaded': procedure(made, batches('backward', step)) },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'not strict': trainingScript(`model.load_state_dict(torch.load('weights.pt'), strict=False)  # here
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  strict: trainingScript(`model.load_state_dict(torch.load('weights.pt'))
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'the state of an optimizer': trainingScript(`optimizer.load_state_dict(torch.load('weights.pt'))
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
  'an option that is not known': trainingScript(`import os
model.load_state_dict(torch.load('weights.pt'), strict=os.environ['STRICT'] == '1')
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()`),
});
