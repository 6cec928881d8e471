import rule from '../../../rules/loop/loss-retained.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const step = { name: 'optimizer-step', optimizer: 'optimizer 1' };

ruleTest(rule, {
  complains: {
    'a running sum of losses': {
      setup: procedure(made, batches('backward', step), 'retain-loss'),
      severity: 'warning',
    },
  },
  clean: { 'none is seen': procedure(made, batches('backward', step)) },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'summed as tensors': trainingScript(`for epoch in range(90):
    total = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss  # here
    print(total / len(train_loader))`),
  'summed as tensors with a scaler': trainingScript(`scaler = torch.cuda.amp.GradScaler()
for epoch in range(90):
    total = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        total = total + loss  # here
    print(total)`),
  'summed as numbers': trainingScript(`for epoch in range(90):
    total = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
        other = loss + 1
`),
  'summed without graph': trainingScript(`for epoch in range(90):
    total = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.detach()
`),
  'a loss of parts': trainingScript(`for epoch in range(90):
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = 0
        for scale in (1, 2):
            loss = loss + criterion(model(x), y)
        loss.backward()
        optimizer.step()
`),
});
