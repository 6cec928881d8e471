import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, withFolder } from './memory-stdio.ts';

const PYTHON =
  'import torch\nfrom rates import LR\nmodel = torch.nn.Linear(2, 2)\no = torch.optim.SGD(model.parameters(), lr=LR, momentum=0.9)\nloss = torch.nn.CrossEntropyLoss()\nfor x, y in data:\n    o.zero_grad()\n    loss(model(x), y).backward()\n    o.step()\n';
const TYPESCRIPT =
  "import * as tf from '@tensorflow/tfjs';\nconst m = tf.sequential();\nm.add(tf.layers.dense({ units: 2, inputShape: [2] }));\nm.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: 'categoricalCrossentropy' });\n";
const init = (cwd: string) => run(['init'], { cwd });
const config = (cwd: string): Promise<string> => readFile(join(cwd, 'resaudit.config.yaml'), 'utf8');

describe('init', () => {
  it('finds a PyTorch and a tfjs script, writes what compares them, and that runs', async () => {
    await withFolder(
      { 'train.py': PYTHON, 'rates.py': 'import torch\nLR = 0.1\n', 'web train.ts': TYPESCRIPT },
      async (cwd) => {
        await mkdir(join(cwd, 'node_modules'));
        await writeFile(join(cwd, 'node_modules', 'x.ts'), TYPESCRIPT);
        await symlink(cwd, join(cwd, 'again'));
        const { code, out } = await init(cwd);
        expect(code).toBe(0);
        expect(out).toContain('resaudit check');
        const text = await config(cwd);
        expect(text).toContain('    a: train.py\n    b: "web train.ts"\n');
        expect(text).toContain('lint:\n  - train.py\n  - "web train.ts"\n');
        const { checks } = JSON.parse((await run(['check', '--format', 'json'], { cwd })).out);
        expect(checks.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['checked', 'checked', 'checked']);
      },
    );
  });

  it('lints one setup, and says how to compare it', async () => {
    await withFolder({ 'mine.yaml': 'framework: pytorch\noptimizer: { name: sgd, lr: 0.1 }\n' }, async (cwd) => {
      expect((await init(cwd)).code).toBe(0);
      const text = await config(cwd);
      expect(text).toContain('#   reference: { a: mine.yaml, b: preset:');
      expect((await run(['check'], { cwd })).code).toBe(0);
      const compared = text.replaceAll(/^# (compare:| {2}reference:)/gm, '$1');
      await writeFile(join(cwd, 'resaudit.config.yaml'), compared);
      expect((await run(['check'], { cwd })).code).toBeLessThan(2);
    });
  });

  it('replaces nothing, and writes nothing where nothing was found', async () => {
    await withFolder({ 'mine.yaml': 'optimizer: { name: sgd, lr: 0.1 }\n' }, async (cwd) => {
      expect((await init(cwd)).code).toBe(0);
      const before = await config(cwd);
      expect(await init(cwd)).toMatchObject({ code: 2, out: '' });
      expect(await config(cwd)).toBe(before);
    });
    const files = {
      'package.json': '{"resaudit": {"lint": ["a.yaml"]}}',
      'a.yaml': 'optimizer: { name: sgd, lr: 0.1 }\n',
    };
    await withFolder(files, async (cwd) => expect((await init(cwd)).err).toContain('package.json'));
    await withFolder({ 'notes.yaml': 'model: 3\n', 'x.py': 'import torch\n', 'y.json': '{' }, async (cwd) => {
      expect(await init(cwd)).toMatchObject({ code: 2, out: '' });
      await expect(config(cwd)).rejects.toThrow('ENOENT');
    });
  });
});
