import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseLaunch, splitCommand } from '../../../src/sources/launch/command.ts';
import { openSource } from '../../../src/sources/registry.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const SCRIPT = `
import argparse, torch
p = argparse.ArgumentParser()
p.add_argument('--lr', default=0.1, type=float)
p.add_argument('-m', '--momentum', default=0.0, type=float)
p.add_argument('--steps', nargs='+', type=int, default=[30])
p.add_argument('--nesterov', action='store_true')
args = p.parse_args()
opt = torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), args.lr, momentum=args.momentum, nesterov=args.nesterov)
sched = torch.optim.lr_scheduler.MultiStepLR(opt, args.steps)
`;

describe('a launch command', () => {
  it('gives the script its arguments, with their places', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'resaudit-'));
    folders.push(cwd);
    writeFileSync(join(cwd, 'train.py'), SCRIPT);
    const command =
      'OMP_NUM_THREADS=1 torchrun --nproc_per_node=8 --nnodes 2 train.py --lr=0.5 -m 0.9 --steps 3 6 --nesterov';
    const { facts } = await openSource(command, { cwd });
    expect(facts.get('optimizer.lr')).toMatchObject({
      status: 'stated',
      value: 0.5,
      origin: { file: 'command line', line: 1, column: command.indexOf('--lr') + 1 },
    });
    expect(facts.get('optimizer.momentum')).toMatchObject({ value: 0.9 });
    expect(facts.get('optimizer.nesterov')).toMatchObject({ value: true });
    expect(facts.get('schedule.milestones')).toMatchObject({ value: [3, 6] });
    expect(facts.get('data.devices')).toMatchObject({ value: 16 });
  });

  it('says what is wrong with it in one line', async () => {
    await expect(openSource('python -m http.server', { cwd: tmpdir() })).rejects.toThrow('starts no Python script');
    await expect(openSource('python no-such-file.py', { cwd: tmpdir() })).rejects.toThrow('does not exist');
  });
});

describe('splitting a command', () => {
  it('reads quotes, continued lines and comments', () => {
    const words = splitCommand('python train.py \\\n  --name "a b" --x=\'c d\' # why\nrm');
    expect(words.map(({ text }) => text)).toEqual(['python', 'train.py', '--name', 'a b', '--x=c d']);
  });
  it('tells processes where they are numbers', () => {
    const count = (command: string): number | undefined => parseLaunch(splitCommand(command))?.processes?.count;
    expect(count('torchrun --nproc_per_node=8 t.py')).toBe(8);
    expect(count('accelerate launch --num_processes 4 t.py')).toBe(4);
    expect(count('torchrun --nproc_per_node=auto t.py')).toBeUndefined();
    expect(count('python t.py --num_processes 4')).toBeUndefined();
  });
});
