import rule from '../../../rules/loss/double-softmax.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const loss = (domain: string, activation?: string, kind = 'cross-entropy') => ({
  'loss.kind': kind,
  'loss.domain': domain,
  'data.classes': 1000,
  ...(activation === undefined ? {} : { 'model.head.activation': activation }),
});

ruleTest(rule, {
  clean: {
    logits: loss('logits', 'none'),
    'probabilities where they are taken': loss('probabilities', 'softmax'),
    'log-softmax twice': loss('logits', 'log-softmax'),
  },
  complains: {
    softmax: { setup: loss('logits', 'softmax'), severity: 'error', message: 'ends in softmax' },
    sigmoid: { setup: loss('logits', 'sigmoid', 'bce'), severity: 'error' },
    'what goes into the loss': {
      setup: { 'train.procedure': [{ name: 'probabilities-into-logits', activation: 'softmax' }, 'backward'] },
      severity: 'error',
      message: 'what softmax gives',
    },
  },
  lintUnknown: {
    'the domain is not known': { 'loss.kind': 'cross-entropy' },
    'the output is not known': loss('logits'),
    'another activation': loss('logits', 'tanh'),
  },
  lintNotApplicable: { 'a loss of values': loss('logits', 'softmax', 'mse') },
});

scriptCases(rule, {
  'softmax before cross entropy': trainingScript(
    'for epoch in range(90):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        loss = criterion(torch.softmax(model(x), 1), y)  # here\n        loss.backward()\n        optimizer.step()',
  ),
  'softmax as a module': trainingScript(
    'for epoch in range(90):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        out = softmax(model(x))\n        loss = criterion(out, y)  # here\n        loss.backward()\n        optimizer.step()',
    'softmax = nn.Softmax(dim=1)',
  ),
  'softmax of a tensor': trainingScript(
    'for epoch in range(90):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        loss = nn.functional.cross_entropy(model(x).softmax(dim=1), y)  # here\n        loss.backward()\n        optimizer.step()',
  ),
  'a network that ends in softmax': trainingScript(
    'for epoch in range(90):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        loss = criterion(net(x), y)  # here\n        loss.backward()\n        optimizer.step()',
    'net = nn.Sequential(nn.Linear(4, 4), nn.Softmax(1))',
  ),
  'sigmoid before the loss of logits': trainingScript(
    'for epoch in range(90):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        loss = nn.functional.binary_cross_entropy_with_logits(torch.sigmoid(model(x)), y)  # here\n        loss.backward()\n        optimizer.step()',
  ),
  'log-softmax, which changes nothing': trainingScript(
    'for epoch in range(90):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        loss = criterion(torch.log_softmax(model(x), 1), y)\n        loss.backward()\n        optimizer.step()',
  ),
  'softmax for figures only': trainingScript(
    'for epoch in range(90):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        out = model(x)\n        print(torch.softmax(out, 1))\n        loss = criterion(out, y)\n        loss.backward()\n        optimizer.step()',
  ),
  'sigmoid before a loss of probabilities': trainingScript(
    'for epoch in range(90):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        loss = nn.functional.binary_cross_entropy(torch.sigmoid(model(x)), y)\n        loss.backward()\n        optimizer.step()',
  ),
});
