import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolve, runLint } from '../../src/engine/index.ts';
import type { Rule } from '../../src/rule.ts';
import { openSource } from '../../src/sources/registry.ts';

/**
 * Runs a rule on scripts. A script with the mistake marks its line with `# here`, and the rule must complain of that line;
 * on any other it must be silent.
 */
export function scriptCases(rule: Rule, scripts: Readonly<Record<string, string>>, file = 'train.py'): void {
  describe(`${rule.id} on scripts`, () => {
    for (const [title, source] of Object.entries(scripts)) {
      it(title, async () => {
        const cwd = mkdtempSync(join(tmpdir(), 'resaudit-'));
        try {
          writeFileSync(join(cwd, file), source);
          const { findings } = runLint(resolve(await openSource(file, { cwd })), [rule]);
          const lines = findings.map(({ at }) => (at.origin?.kind === 'text' ? at.origin.line : undefined));
          const marked = source.split('\n').findIndex((line) => line.includes('# here'));
          expect(lines).toEqual(marked < 0 ? [] : [marked + 1]);
        } finally {
          rmSync(cwd, { recursive: true });
        }
      });
    }
  });
}

/** A script that trains a network with batch norm, around the loop that is given. */
export const trainingScript = (loop: string, setup = ''): string => `import torch, torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms, models

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(self.bn(self.conv(x)).mean((2, 3)))

train_loader = DataLoader(datasets.CIFAR10('data', train=True, transform=transforms.ToTensor()), 128, shuffle=True)
test_loader = DataLoader(datasets.CIFAR10('data', train=False, transform=transforms.ToTensor()), 256)
model = Net().cuda()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)
${setup}
${loop}
`;
