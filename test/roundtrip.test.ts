import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RULES } from '../rules/index.generated.ts';
import { type Resolved, resolve, runCompare } from '../src/engine/index.ts';
import { openSource } from '../src/sources/registry.ts';

const root = join(import.meta.dirname, '../fixtures/roundtrip');
/** One recipe in four languages. */
const SIDES = ['recipe.yaml', 'train.ts', 'train.py', 'torchvision/run.sh'] as const;
type SideName = (typeof SIDES)[number];
/** What no file holds, as a person would give it. */
const GIVEN: Readonly<Record<SideName, readonly (readonly [string, string])[]>> = {
  'recipe.yaml': [['data.devices', '1']],
  // `fit` of tfjs updates with each batch, which its collector does not say.
  'train.ts': [
    ['data.devices', '1'],
    ['data.accumulation', '1'],
  ],
  'train.py': [['data.devices', '1']],
  // Every process loads batches of its own.
  'torchvision/run.sh': [['data.batchScope', 'process']],
};

type Edit = readonly [file: string, from: string, to: string];

interface Seed {
  /** Rules that may name the difference; one of them must. */
  readonly rules: readonly string[];
  readonly edits: Readonly<Record<SideName, Edit>>;
}

const SEEDS: Readonly<Record<string, Seed>> = {
  'learning rate': {
    rules: ['optimizer/lr'],
    edits: {
      'recipe.yaml': ['recipe.yaml', 'lr: 0.05', 'lr: 0.5'],
      'train.ts': ['train.ts', 'momentum(0.05', 'momentum(0.5'],
      'train.py': ['train.py', 'lr=0.05', 'lr=0.5'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a shell
      'torchvision/run.sh': ['torchvision/run.sh', '${LR:-0.05}', '0.5'],
    },
  },
  momentum: {
    rules: ['optimizer/momentum'],
    edits: {
      'recipe.yaml': ['recipe.yaml', 'momentum: 0.9', 'momentum: 0.5'],
      'train.ts': ['train.ts', '0.05, 0.9', '0.05, 0.5'],
      'train.py': ['train.py', 'momentum=0.9', 'momentum=0.5'],
      'torchvision/run.sh': ['torchvision/run.sh', '--momentum 0.9', '--momentum 0.5'],
    },
  },
  optimizer: {
    rules: ['optimizer/kind'],
    edits: {
      'recipe.yaml': ['recipe.yaml', 'name: sgd, lr: 0.05, momentum: 0.9, nesterov: false', 'name: adam, lr: 0.05'],
      'train.ts': ['train.ts', 'tf.train.momentum(0.05, 0.9)', 'tf.train.adam(0.05)'],
      'train.py': ['train.py', 'SGD(model.parameters(), lr=0.05, momentum=0.9)', 'Adam(model.parameters(), lr=0.05)'],
      'torchvision/run.sh': ['torchvision/run.sh', '--momentum 0.9', '--opt AdamW'],
    },
  },
  epochs: {
    rules: ['schedule/epochs'],
    edits: {
      'recipe.yaml': ['recipe.yaml', 'epochs: 20', 'epochs: 5'],
      'train.ts': ['train.ts', 'EPOCHS = 20', 'EPOCHS = 5'],
      'train.py': ['train.py', 'EPOCHS = 20', 'EPOCHS = 5'],
      'torchvision/run.sh': ['torchvision/run.sh', 'EPOCHS=20', 'EPOCHS=5'],
    },
  },
  'batch size': {
    rules: ['loader/batch-size'],
    edits: {
      'recipe.yaml': ['recipe.yaml', 'batchSize: 128', 'batchSize: 1024'],
      'train.ts': ['train.ts', 'BATCH = 128', 'BATCH = 1024'],
      'train.py': ['train.py', 'BATCH = 128', 'BATCH = 1024'],
      'torchvision/run.sh': ['torchvision/run.sh', '256 / 2', '512 * 2'],
    },
  },
  shuffling: {
    rules: ['loader/shuffle'],
    edits: {
      'recipe.yaml': ['recipe.yaml', 'shuffle: true', 'shuffle: false'],
      'train.ts': ['train.ts', 'shuffle: true', 'shuffle: false'],
      'train.py': ['train.py', 'shuffle=True', 'shuffle=False'],
      'torchvision/run.sh': ['torchvision/train.py', 'shuffle=True', 'shuffle=False'],
    },
  },
  'Nesterov momentum': {
    rules: ['optimizer/momentum', 'optimizer/momentum-form', 'optimizer/nesterov'],
    edits: {
      'recipe.yaml': ['recipe.yaml', 'nesterov: false', 'nesterov: true'],
      'train.ts': ['train.ts', '0.05, 0.9)', '0.05, 0.9, true)'],
      'train.py': ['train.py', 'momentum=0.9', 'momentum=0.9, nesterov=True'],
      'torchvision/run.sh': ['torchvision/train.py', 'momentum=args.momentum', 'momentum=args.momentum, nesterov=True'],
    },
  },
  'number of processes': {
    rules: ['loader/batch-size', 'optimizer/lr-batch-scaling'],
    edits: {
      'recipe.yaml': ['recipe.yaml', 'batchSize: 128', 'devices: 8, batchScope: process, batchSize: 128'],
      'train.ts': ['train.ts', 'BATCH = 128', 'BATCH = 8 * 128'],
      'train.py': ['train.py', 'BATCH = 128', 'BATCH = 8 * 128'],
      'torchvision/run.sh': ['torchvision/run.sh', '--nproc_per_node=1', '--nproc_per_node=8'],
    },
  },
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const opened = new Map<string, Promise<Resolved>>();

/** A side as it is, or with a difference seeded into it. */
function open(side: SideName, edit?: Edit): Promise<Resolved> {
  const key = JSON.stringify([side, edit]);
  const present = opened.get(key);
  if (present !== undefined) return present;
  const made = read(side, edit);
  opened.set(key, made);
  return made;
}

async function read(side: SideName, edit: Edit | undefined): Promise<Resolved> {
  let cwd = root;
  if (edit !== undefined) {
    cwd = mkdtempSync(join(tmpdir(), 'resaudit-'));
    folders.push(cwd);
    cpSync(root, cwd, { recursive: true });
    const [file, from, to] = edit;
    const text = readFileSync(join(cwd, file), 'utf8');
    expect(text.split(from).length, `${from} stands once in ${file}`).toBe(2);
    writeFileSync(
      join(cwd, file),
      text.replace(from, () => to),
    );
  }
  return resolve(await openSource(side, { cwd, sets: edit?.[2].includes('devices') ? [] : GIVEN[side] }));
}

const pairs = SIDES.flatMap((a) => SIDES.filter((b) => b !== a).map((b) => [a, b] as const));
/** Between frameworks there is nothing else to say. */
const isMatter = ({ severity, rule }: { severity: string; rule: string }): boolean =>
  severity !== 'note' || rule !== 'run/framework';

describe.each(pairs)('%s against %s', (a, b) => {
  it('is the same recipe', async () => {
    const { findings } = runCompare(await open(a), await open(b), RULES);
    expect(findings.filter(isMatter).map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  });

  it.each(Object.entries(SEEDS))('shows another %s', async (_, { rules, edits }) => {
    const { findings } = runCompare(await open(a), await open(b, edits[b]), RULES);
    const named = findings.flatMap((finding) => [finding.rule, ...finding.consequences.map(({ rule }) => rule)]);
    expect(
      rules.some((rule) => named.includes(rule)),
      `found: ${named.join(', ')}`,
    ).toBe(true);
  });
});
