import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSource } from '../../../src/sources/registry.ts';
import type { Fact } from '../../../src/spec/fact.ts';

const cwd = mkdtempSync(join(tmpdir(), 'resaudit-inputs-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function rateOf(front: string, rate: string, sets: readonly (readonly [string, string])[] = []): Promise<Fact> {
  const text = `import * as tf from '@tensorflow/tfjs';\n${front}\nconst optimizer = tf.train.sgd(${rate});\noptimizer.minimize(() => tf.scalar(1));\n`;
  writeFileSync(join(cwd, 'train.ts'), text);
  const { facts } = await openSource('train.ts', { cwd, sets });
  const fact = facts.get('optimizer.lr');
  if (fact === undefined) throw new Error('no learning rate was read');
  return fact;
}

/** Ways to take an option that has a default of 0.25: what stands in front, how the value is spelled, how the option is called. */
const WAYS: Readonly<Record<string, readonly [front: string, rate: string, option: string]>> = {
  'environment with ??': ['', 'Number(process.env.RATE ?? 0.25)', 'RATE'],
  'environment with ||': ['', 'parseFloat(process.env.RATE || "0.25")', 'RATE'],
  argparse: [
    "import { ArgumentParser } from 'argparse'; const parser = new ArgumentParser(); parser.add_argument('--rate', { type: 'float', default: 0.25 }); const args = parser.parse_args();",
    'args.rate',
    'rate',
  ],
  'argparse of old': [
    "const argparse = require('argparse'); const parser = new argparse.ArgumentParser({}); parser.addArgument(['-r', '--rate'], { defaultValue: 0.25 }); const args = parser.parseArgs();",
    'args.rate',
    'rate',
  ],
  minimist: [
    "import minimist from 'minimist'; const args = minimist(process.argv.slice(2), { default: { rate: 0.25 } });",
    'args.rate',
    'rate',
  ],
  yargs: [
    "import yargs from 'yargs'; const args = yargs.usage('train').option('rate', { type: 'number', default: 0.25 }).help().argv;",
    'args.rate',
    'rate',
  ],
  'yargs with options': [
    "import yargs from 'yargs'; const args = yargs(process.argv).options({ rate: { default: 0.25 } }).parseSync();",
    'args.rate',
    'rate',
  ],
  commander: [
    "import { program } from 'commander'; program.name('train').option('-r, --rate <rate>', 'learning rate', '0.25').parse();",
    'Number(program.opts().rate)',
    'rate',
  ],
  'util.parseArgs': [
    "import { parseArgs } from 'node:util'; const { values } = parseArgs({ options: { rate: { type: 'string', default: '0.25' } } });",
    'Number(values.rate)',
    'rate',
  ],
};

describe('inputs of scripts', () => {
  for (const [title, [front, rate, option]] of Object.entries(WAYS)) {
    it(`${title}: the default holds and can be overridden`, async () => {
      expect(await rateOf(front, rate)).toMatchObject({ status: 'stated', value: 0.25, overridable: option });
      expect(await rateOf(front, rate, [[option, '0.75']])).toMatchObject({ status: 'stated', value: 0.75 });
    });
  }

  it('are unknown without a default, and say their names', async () => {
    const fact = await rateOf('', 'Number(process.env.RATE)');
    expect(fact).toMatchObject({ status: 'unknown', reason: { code: 'input' } });
    expect(await rateOf('', 'Number(process.env.RATE)', [['RATE', '3']])).toMatchObject({ value: 3 });
  });
});
