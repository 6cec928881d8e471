import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openSource } from '../../../src/sources/registry.ts';
import type { Fact } from '../../../src/spec/fact.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The facts of a command or script in a project of these files. */
async function read(
  files: Readonly<Record<string, string>>,
  source = 'train.py',
  sets: readonly (readonly [string, string])[] = [],
): Promise<ReadonlyMap<string, Fact>> {
  const cwd = mkdtempSync(join(tmpdir(), 'resaudit-'));
  folders.push(cwd);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return (await openSource(source, { cwd, sets })).facts;
}

const told = (facts: ReadonlyMap<string, Fact>, path: string): unknown => {
  const fact = facts.get(path);
  return fact === undefined ? undefined : 'value' in fact ? fact.value : fact.status;
};

const train = (lr: string, before: string, after = ''): string => `${before}
import torch
def run(cfg):
    torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=${lr})
${after}
`;

describe('files of data that a script loads', () => {
  const YAML = 'optimizer:\n  lr: 0.25 # high\n  kind: sgd\nsteps: [30, 60]\n';
  it('reads YAML, and says where the value stands', async () => {
    const script = train(
      "cfg['optimizer']['lr']",
      'import yaml',
      "with open('conf/a.yaml') as f:\n    run(yaml.safe_load(f))",
    );
    const facts = await read({ 'train.py': script, 'conf/a.yaml': YAML });
    expect(facts.get('optimizer.lr')).toMatchObject({
      status: 'stated',
      value: 0.25,
      origin: { file: 'conf/a.yaml', line: 2, column: 7 },
    });
  });

  it('reads JSON', async () => {
    const script = train("cfg['lr']", 'import json', "run(json.load(open('a.json')))");
    expect(told(await read({ 'train.py': script, 'a.json': '{"lr": 1e-3}' }), 'optimizer.lr')).toBe(1e-3);
  });

  it('knows nothing of a file that is not there, or that lies outside of the project', async () => {
    const script = (path: string): string => train("cfg['lr']", 'import yaml', `run(yaml.safe_load(open('${path}')))`);
    expect(told(await read({ 'train.py': script('missing.yaml') }), 'optimizer.lr')).toBe('unknown');
    expect(told(await read({ 'train.py': script('../../etc/hosts.yaml') }), 'optimizer.lr')).toBe('unknown');
  });

  it('takes defaults of options from a file that an option names, as timm does', async () => {
    const script = train(
      'cfg.lr',
      `import argparse, yaml
first = argparse.ArgumentParser(add_help=False)
first.add_argument('-c', '--config', default='')
parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--momentum', type=float, default=0.9)
one, rest = first.parse_known_args()
if one.config:
    with open(one.config) as f:
        parser.set_defaults(**yaml.safe_load(f))
args = parser.parse_args(rest)`,
      'run(args)',
    );
    const files = { 'train.py': script, 'a.yaml': 'lr: 0.3\n' };
    expect(told(await read(files), 'optimizer.lr')).toBe(0.1);
    expect(told(await read(files, 'python train.py --config a.yaml'), 'optimizer.lr')).toBe(0.3);
    expect(told(await read(files, 'python train.py --config a.yaml --lr 0.5'), 'optimizer.lr')).toBe(0.5);
    expect(told(await read(files, 'python train.py --config gone.yaml'), 'optimizer.lr')).toBe('unknown');
    expect(told(await read(files, 'python train.py --config gone.yaml --lr 0.5'), 'optimizer.lr')).toBe(0.5);
  });

  it('reads OmegaConf, by attribute and by key, and merges', async () => {
    const script = (lr: string): string =>
      train(
        lr,
        'from omegaconf import OmegaConf',
        "run(OmegaConf.merge(OmegaConf.load('a.yaml'), OmegaConf.create({'extra': {'lr': 0.5}})))",
      );
    const files = { 'a.yaml': 'optimizer:\n  lr: 1e-4\nextra:\n  lr: 1\n  other: 2\n' };
    expect(told(await read({ ...files, 'train.py': script('cfg.optimizer.lr') }), 'optimizer.lr')).toBe(1e-4);
    expect(told(await read({ ...files, 'train.py': script("cfg['extra'].lr") }), 'optimizer.lr')).toBe(0.5);
    expect(told(await read({ ...files, 'train.py': script('cfg.extra.other') }), 'optimizer.lr')).toBe(2);
    expect(told(await read({ ...files, 'train.py': script("cfg.get('missing', 3)") }), 'optimizer.lr')).toBe(3);
  });

  it('reads the configuration of hydra: groups, interpolations, overrides', async () => {
    const script = train(
      'cfg.optimizer.lr',
      "import hydra\n@hydra.main(version_base=None, config_path='conf', config_name='config')\ndef main(cfg):\n    run(cfg)",
      "if __name__ == '__main__':\n    main()",
    );
    const files = {
      'train.py': script,
      'conf/config.yaml': 'defaults:\n  - _self_\n  - optimizer: slow\nbase: 0.05\n',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an interpolation of OmegaConf
      'conf/optimizer/slow.yaml': 'lr: ${base}\n',
      'conf/optimizer/fast.yaml': 'lr: 0.5\n',
    };
    const lr = async (source = 'train.py', sets: readonly (readonly [string, string])[] = []): Promise<unknown> =>
      told(await read(files, source, sets), 'optimizer.lr');
    expect(await lr()).toBe(0.05);
    expect(await lr('python train.py optimizer=fast')).toBe(0.5);
    expect(await lr('python train.py optimizer.lr=0.7')).toBe(0.7);
    expect(await lr('python train.py optimizer=gone')).toBe('unknown');
    expect(await lr('python train.py $MORE')).toBe('unknown');
    const facts = await read(files);
    expect(facts.get('optimizer.lr')).toMatchObject({
      overridable: 'optimizer.lr',
      origin: { file: 'conf/config.yaml' },
    });
  });

  it('reads yacs: a tree of defaults, a file and a list over it', async () => {
    const script = (more: string): string =>
      train(
        'cfg.SOLVER.LR',
        "from yacs.config import CfgNode as CN\n_C = CN()\n_C.SOLVER = CN()\n_C.SOLVER.LR = 0.1\n_C.SOLVER.NAME = 'sgd'\nimport sys, os",
        `cfg = _C.clone()\n${more}\ncfg.freeze()\nrun(cfg)`,
      );
    const lr = async (more: string): Promise<unknown> =>
      told(await read({ 'train.py': script(more), 'a.yaml': 'SOLVER:\n  LR: 0.3\n' }), 'optimizer.lr');
    expect(await lr('')).toBe(0.1);
    expect(await lr("cfg.merge_from_file('a.yaml')")).toBe(0.3);
    expect(await lr("cfg.merge_from_list(['SOLVER.LR', '0.5'])")).toBe(0.5);
    expect(await lr("cfg.merge_from_file(os.environ['CONFIG'])")).toBe('unknown');
    expect(await lr("cfg.merge_from_list(os.environ['OPTS'].split())")).toBe('unknown');
  });
});

describe('scalars of YAML', () => {
  interface Row {
    readonly written: string;
    readonly pyyaml: { readonly type: string; readonly value: unknown } | null;
    readonly omegaconf: { readonly type: string; readonly value: unknown } | null;
  }
  const rows: readonly Row[] = JSON.parse(
    readFileSync(new URL('../../oracles/data/yaml-scalars.json', import.meta.url), 'utf8'),
  );
  const LOADS = { pyyaml: "yaml.safe_load(open('a.yaml'))", omegaconf: "OmegaConf.load('a.yaml')" } as const;

  for (const dialect of ['pyyaml', 'omegaconf'] as const) {
    it(`are what ${dialect} makes of them, or unknown`, async () => {
      let known = 0;
      for (const { written, ...row } of rows) {
        const expected = row[dialect];
        if (expected === null) continue;
        // Whether a value is a number shows in the rate, whether a text in the name of a network.
        const script = `import yaml, torch, torchvision
from omegaconf import OmegaConf
cfg = ${LOADS[dialect]}
value = cfg['value']
rate = 0.001
if isinstance(value, str):
    rate = 0.5
elif value is None:
    rate = 0.25
elif value is True:
    rate = 0.125
elif value is False:
    rate = 0.0625
else:
    rate = value
torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=rate)
`;
        const lr = told(await read({ 'train.py': script, 'a.yaml': `value: ${written}\n` }), 'optimizer.lr');
        const codes: Readonly<Record<string, unknown>> = { str: 0.5, NoneType: 0.25 };
        const code =
          expected.type === 'bool'
            ? expected.value === true
              ? 0.125
              : 0.0625
            : (codes[expected.type] ?? expected.value);
        if (lr === 'unknown' || lr === undefined) continue;
        expect(lr, `${written} in ${dialect}`).toEqual(code);
        known++;
      }
      expect(known).toBeGreaterThan(24);
    });
  }
});
