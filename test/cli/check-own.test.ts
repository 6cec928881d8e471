import { describe, expect, it } from 'vitest';
import { run, withFolder } from './memory-stdio.ts';

const spec = (lr: number, more = ''): string =>
  `framework: pytorch\ndata: { batchSize: 256, devices: 1 }\noptimizer:\n  name: sgd\n  momentum: 0.9\n  lr: ${lr}${more}\n`;
const COMPARE = 'compare:\n  it: { a: a.yaml, b: b.yaml }\n';
const check = (cwd: string, ...args: string[]) => run(['check', ...args], { cwd });

describe('a comment in a source', () => {
  const cases: [name: string, comment: string, code: number, complaint: string | undefined][] = [
    ['on the line', '  # resaudit-ignore optimizer/lr -- a short run', 0, undefined],
    ['with another rule', '  # resaudit-ignore optimizer/momentum -- no', 1, 'takes nothing out'],
    ['without a reason', '  # resaudit-ignore optimizer/lr', 1, 'no reason'],
    ['with a typing error', '  # resaudit-ignore optimiser/lr -- no', 1, 'optimizer/lr'],
    ['without a rule', '  # resaudit-ignore -- no', 1, 'names no rule'],
    ['for a file', '\n# resaudit-ignore-file optimizer/lr, optimizer/momentum -- a short run', 0, 'takes nothing out'],
    ['above something else', '\ntrain: # resaudit-ignore optimizer/lr -- no\n  seed: 1', 1, 'takes nothing out'],
  ];
  it.each(cases)('takes a finding out %s', async (_, comment, code, complaint) => {
    await withFolder(
      { 'a.yaml': spec(0.1), 'b.yaml': spec(0.001, comment), 'resaudit.config.yaml': COMPARE },
      async (cwd) => {
        const [checked, compared] = [await check(cwd), await run(['compare', 'a.yaml', 'b.yaml'], { cwd })];
        for (const each of [checked, compared]) {
          expect(each.code).toBe(code);
          if (complaint === undefined) expect(each.out).not.toMatch(/takes nothing out|no reason|names no rule/);
          else expect(each.out).toContain(complaint);
          if (code === 0) expect(each.out).toContain('taken out by comments');
        }
      },
    );
  });

  it('works in every language, in front of what it speaks of', async () => {
    const sources: Record<string, string> = {
      'a.py':
        'import torch\nmodel = torch.nn.Linear(2, 2)\no = torch.optim.SGD(\n    model.parameters(),\n    # resaudit-ignore optimizer/lr -- a short run\n    # (see the notes)\n\n    lr=0.001, momentum=0.9)\no.step()\n',
      'a.ts':
        "import * as tf from '@tensorflow/tfjs';\nconst m = tf.sequential();\n/* resaudit-ignore optimizer/lr -- a short run */\nm.compile({ optimizer: tf.train.momentum(0.001, 0.9), loss: 'meanSquaredError' });\n",
      'a.jsonc':
        '{ "framework": "pytorch",\n "data": { "batchSize": 256, "devices": 1 },\n // resaudit-ignore optimizer/lr -- a short run\n "optimizer": { "name": "sgd", "lr": 0.001, "momentum": 0.9 } }\n',
    };
    for (const [name, text] of Object.entries(sources)) {
      const plain = text.replace(/resaudit-ignore/, 'no');
      await withFolder({ 'b.yaml': spec(0.1), [name]: text, [`no-${name}`]: plain }, async (cwd) => {
        const rules = async (source: string): Promise<string[]> => {
          const { out } = await run(['compare', source, 'b.yaml', '--format', 'json'], { cwd });
          return JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule);
        };
        expect(await rules(`no-${name}`), name).toContain('optimizer/lr');
        expect(await rules(name), name).not.toContain('optimizer/lr');
      });
    }
  });

  it('is used where one check of all uses it', async () => {
    const config = `${COMPARE}  other: { a: a.yaml, b: c.yaml }\nlint: [a.yaml]\n`;
    const files = {
      'a.yaml': spec(0.1, ' # resaudit-ignore optimizer/lr -- a short run'),
      'b.yaml': spec(0.1),
      'resaudit.config.yaml': config,
    };
    await withFolder({ ...files, 'c.yaml': spec(0.001) }, async (cwd) => {
      const { code, out } = await check(cwd);
      expect(code).toBe(0);
      expect(out).not.toContain('takes nothing out');
    });
    await withFolder({ ...files, 'c.yaml': spec(0.1) }, async (cwd) => {
      expect((await check(cwd)).out).toContain('takes nothing out');
      expect((await check(cwd, 'c.yaml')).out).not.toContain('takes nothing out');
    });
  });
});

describe('options of rules', () => {
  it('move what a rule decides', async () => {
    const files = { 'a.yaml': spec(0.1), 'b.yaml': spec(0.05) };
    const code = async (options: string): Promise<number> =>
      withFolder({ ...files, 'resaudit.config.yaml': `${COMPARE}${options}` }, async (cwd) => (await check(cwd)).code);
    expect(await code('')).toBe(0);
    expect(await code('options: { optimizer/lr: { error: 1.5 } }\n')).toBe(1);
  });

  it('are refused with the place where they are not known or out of range', async () => {
    const wrong = [
      'optimizer/lrr: { error: 2 }',
      'optimizer/lr: { eror: 2 }',
      'optimizer/lr: { error: 0.5 }',
      'optimizer/lr: { error: x }',
      'optimizer/momentum: { error: 2 }',
    ];
    for (const each of wrong) {
      await withFolder(
        { 'a.yaml': spec(0.1), 'b.yaml': spec(0.1), 'resaudit.config.yaml': `${COMPARE}options:\n  ${each}\n` },
        async (cwd) => {
          const { code, err } = await check(cwd);
          expect([each, code]).toEqual([each, 2]);
          expect(err).toMatch(/resaudit\.config\.yaml:4:\d+: /);
        },
      );
    }
  });
});

describe('modules of rules', () => {
  const rule = (more: string, id = 'team/seed'): string => `
export default {
  id: '${id}', title: 'No seed', why: 'Runs cannot be repeated.', help: 'Set train.seed.', effect: null,
  scope: ['train'], messages: { none: 'there is no seed; the rate is {value}' },
  lint: { reads: ['optimizer.lr'], ${more} },
};
`;
  const complains = rule("check: ({ complain }) => complain('none', { severity: 'error', at: 'optimizer.lr' })");
  const inFolder = (
    module: string,
    use: (cwd: string) => Promise<void>,
    config = 'lint: [a.yaml]\nruleModules: [./rule.mjs]\n',
  ) => withFolder({ 'a.yaml': spec(0.1), 'rule.mjs': module, 'resaudit.config.yaml': config }, use);

  it('are run where the configuration names them, and only there', async () => {
    await inFolder(complains, async (cwd) => {
      const { code, out } = await check(cwd);
      expect(code).toBe(1);
      expect(out).toContain('there is no seed; the rate is 0.1');
      expect((await run(['lint', 'a.yaml'], { cwd })).out).not.toContain('there is no seed');
    });
    await inFolder(complains, async (cwd) => expect((await check(cwd)).code).toBe(0), 'lint: [a.yaml]\n');
    const quiet = 'lint: [a.yaml]\nruleModules: [./rule.mjs]\nseverity: { team/seed: off }\n';
    await inFolder(complains, async (cwd) => expect((await check(cwd)).code).toBe(0), quiet);
  });

  it('that are none, or fail, are refused in one line', async () => {
    const wrong: [module: string, words: string][] = [
      ['export const x = 1;', 'default export'],
      ['export default 1;', 'no rule'],
      ['nonsense(', 'cannot be loaded'],
      ["throw new Error('no\\u001b[31m\\nnews');", 'cannot be loaded: no\\x1b'],
      [rule("check: 'x'"), 'lint.check'],
      [rule('check: () => { throw new Error("oh no"); }'), 'team/seed failed: oh no'],
      [rule('check: () => undefined'), 'no verdict'],
      [rule('check: ({ clean }) => clean()', 'optimizer/lr'), 'already'],
      [rule('check: ({ clean }) => clean()', 'Seed'), 'facet/name'],
      [rule('check: ({ clean }) => clean()').replace('optimizer.lr', 'optimizer.rate'), 'optimizer.rate'],
    ];
    for (const [module, words] of wrong) {
      await inFolder(module, async (cwd) => {
        const { code, err } = await check(cwd);
        expect([words, code]).toEqual([words, 2]);
        expect(err).toContain(words);
        expect(err.trim().split('\n')).toHaveLength(1);
      });
    }
    await inFolder(
      complains,
      async (cwd) => expect((await check(cwd)).err).toContain('not installed'),
      'lint: [a.yaml]\nruleModules: [no-such-package-here]\n',
    );
  });
});
