import rule from '../../../rules/optimizer/clip-before-unscale.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const procedure = (...steps: readonly unknown[]): Record<string, unknown> => ({ 'train.procedure': steps });
const batches = (...body: readonly unknown[]): unknown => ({ name: 'loop', over: 'batches', loader: 'loader 1', body });
const made = { name: 'make-optimizer', optimizer: 'optimizer 1', models: ['model 1'] };
const [zero, step] = ['zero-grad', 'optimizer-step'].map((name) => ({ name, optimizer: 'optimizer 1' }));

const scaled = { name: 'backward', scaled: true };
ruleTest(rule, {
  complains: {
    'clipped while scaled': { setup: procedure(made, batches(zero, scaled, 'clip', step)), severity: 'error' },
  },
  clean: {
    'unscaled first': procedure(made, batches(zero, scaled, 'unscale', 'clip', step)),
    'no scaler': procedure(made, batches(zero, { name: 'backward', scaled: false }, 'clip', step)),
    'a scaler that may be off': procedure(made, batches(zero, 'backward', 'clip', step)),
  },
  lintNotApplicable: { 'no clipping': procedure(made, batches(zero, scaled, step)) },
  lintUnknown: { 'the procedure is unknown': {} },
});

scriptCases(rule, {
  'clipped while scaled': trainingScript(
    `for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # here
        scaler.step(optimizer)
        scaler.update()
    scheduler.step()`,
    `scaler = torch.cuda.amp.GradScaler()`,
  ),
  'unscaled first': trainingScript(
    `for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
    scheduler.step()`,
    `scaler = torch.cuda.amp.GradScaler()`,
  ),
  'no scaler': trainingScript(`for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    scheduler.step()`),
  'a scaler that is off': trainingScript(
    `for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
    scheduler.step()`,
    `scaler = torch.cuda.amp.GradScaler(enabled=False)`,
  ),
  'a scaler on one way, none on the other': trainingScript(
    `import os
amp = os.environ['AMP'] == '1'
for epoch in range(90):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        if amp:
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
        else:
            loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
    scheduler.step()`,
    `scaler = torch.cuda.amp.GradScaler()`,
  ),
});
