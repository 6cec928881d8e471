// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what looks like a template is a variable of a shell
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseLaunch } from '../../../src/sources/launch/command.ts';
import { sbatchDirectives } from '../../../src/sources/launch/documents.ts';
import { type ShellCommand, shellCommands } from '../../../src/sources/launch/shell.ts';
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
      origin: { file: 'command line', line: 1, column: command.indexOf('0.5') + 1 },
    });
    expect(facts.get('optimizer.momentum')).toMatchObject({ value: 0.9 });
    expect(facts.get('optimizer.nesterov')).toMatchObject({ value: true });
    expect(facts.get('schedule.milestones')).toMatchObject({ value: [3, 6] });
    expect(facts.get('data.devices')).toMatchObject({ value: 16 });
  });

  it('says what is wrong with it in one line', async () => {
    await expect(openSource('python -c 1', { cwd: tmpdir() })).rejects.toThrow('starts no Python script');
    await expect(openSource('python -m http.server', { cwd: tmpdir() })).rejects.toThrow('is no module');
    await expect(openSource('python no-such-file.py', { cwd: tmpdir() })).rejects.toThrow('does not exist');
  });
});

const commands = (text: string, given: Record<string, string> = {}): readonly ShellCommand[] =>
  shellCommands(text, {
    folder: '/project',
    script: '/project/scripts/train.sh',
    given: new Map(Object.entries(given)),
  });
const words = (text: string, given: Record<string, string> = {}): string[][] =>
  commands(text, given).map((command) => command.words.map((word) => (word.hole === undefined ? word.text : '?')));

describe('a shell', () => {
  it.each([
    [
      'quotes, continued lines and comments',
      'p t.py \\\n  --name "a b" --x=\'c d\' # why\nrm',
      [['p', 't.py', '--name', 'a b', '--x=c d'], ['rm']],
    ],
    [
      'variables',
      'LR=0.1\nNAME="a b"\np --lr $LR --name "$NAME" --two $NAME --in ${LR}x',
      [['p', '--lr', '0.1', '--name', 'a b', '--two', 'a', 'b', '--in', '0.1x']],
    ],
    ['what is single-quoted', 'A=1; p \'$A\' "\\$A"', [['p', '$A', '$A']]],
    ['defaults of variables', 'B=2; p ${A:-1} ${B:-1} ${C-"x y"} "${D:=3}" $D', [['p', '1', '2', 'x', 'y', '3', '3']]],
    [
      'whole numbers',
      'G=8; B=$((256 / G * 2)); p $B $((G**2 - 1)) $((-7 / 2)) $((7 % 4))',
      [['p', '64', '63', '-3', '3']],
    ],
    [
      'arrays',
      'ARGS=(--lr 0.1 --name "a b"); ARGS+=(--x); p "${ARGS[@]}" ${ARGS[1]}',
      [['p', '--lr', '0.1', '--name', 'a b', '--x', '0.1']],
    ],
    [
      'names of folders and files',
      'M=a/b/resnet.cfg.py; p ${M##*/} ${M%.py} $(basename $M) $(dirname "$M") ${M/resnet/vgg}',
      [['p', 'resnet.cfg.py', 'a/b/resnet.cfg', 'resnet.cfg.py', 'a/b', 'a/b/vgg.cfg.py']],
    ],
    ['redirections and pipes', 'p a > log.txt 2>&1 < in | tee out; q &', [['p', 'a'], ['tee', 'out'], ['q']]],
    ['texts that are given to a command', 'cat <<EOF\npython not-this.py\nEOF\np', [['cat'], ['p']]],
    ['functions', 'run() { p --lr "$1" "$@"; }\nrun 0.1 x', [['p', '--lr', '0.1', '0.1', 'x']]],
    ['arguments of the script, of which there are none', 'p --x "$@" $*', [['p', '--x']]],
  ])('reads %s', (_, text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each([
    ['a variable that nobody sets', 'p $LR'],
    ['an argument of the script', 'p $1'],
    ['what a command prints', 'p $(date) '],
    ['a variable of a loop', 'for LR in 0.1 0.2; do p $LR; done'],
    ['what changes in a loop', 'LR=1; for i in 1 2; do p $LR; LR=$((LR+1)); done'],
    ['what depends on a condition', 'LR=1; if [ -f x ]; then LR=2; fi; p $LR'],
    ['what a test guards', 'LR=1; [ -f x ] && LR=2; p $LR'],
    ['what another file may set', 'LR=1; source settings.sh; p $LR'],
    ['what is read', 'read LR; p $LR'],
    ['a number that is no number', 'LR=x; p $((LR * 2))'],
    ['braces that make words', 'p {a,b}'],
  ])('does not guess %s', (_, text) => {
    const all = words(text);
    expect(all.length).toBeGreaterThan(0);
    for (const command of all.filter(([first]) => first === 'p')) expect(command).toEqual(['p', '?']);
  });

  it('goes through an arm that leaves, and through both of others', () => {
    const text = 'if [ $# -lt 1 ]; then exit 1; fi\nif x; then p a; else p b; fi; case $1 in a) p c;; *) p d;; esac';
    expect(words(text).filter(([first]) => first === 'p')).toEqual([
      ['p', 'a'],
      ['p', 'b'],
      ['p', 'c'],
      ['p', 'd'],
    ]);
  });

  it('takes a value that a person set', () => {
    expect(words('LR=0.1; p $LR $WD', { LR: '0.2', WD: '0.3' })).toEqual([['p', '0.2', '0.3']]);
  });

  it('follows folders', () => {
    const folders = commands('cd sub && p; (cd x; p); cd "$(dirname "$0")/.."; p; cd $NOWHERE; p').map(
      ({ folder }) => folder,
    );
    expect(folders).toEqual(['/project/sub', '/project/sub/x', '/project', undefined]);
  });

  it('keeps the place of each value', () => {
    const text = 'LR=0.1\np --lr $LR --wd=1e-4';
    const [command] = commands(text);
    expect(command?.words.map(({ start, end }) => text.slice(start, end))).toEqual(['p', '--lr', '0.1', '--wd=1e-4']);
  });

  it('gives a command the variables in front of it and those that are exported', () => {
    const [command] = commands('export A=1; B=2; C=3 p');
    expect([...(command?.environment ?? [])].map(([name, { text }]) => [name, text])).toEqual([
      ['A', '1'],
      ['C', '3'],
    ]);
  });

  it('ends whatever it reads', () => {
    for (const text of [
      '$('.repeat(3000),
      '"'.repeat(999),
      '{ '.repeat(999),
      'if '.repeat(999),
      '${a:-'.repeat(500),
      '((((',
      'f() { f; }; f',
      'a=$((1',
    ])
      expect(() => words(text)).not.toThrow();
  });
});

describe('the number of processes', () => {
  const count = (command: string, file = ''): number | undefined => {
    const [first] = commands(command);
    return first === undefined ? undefined : parseLaunch(first, sbatchDirectives(file))?.processes?.count;
  };
  it.each([
    ['torchrun --nproc_per_node=8 t.py', 8],
    ['torchrun --nproc-per-node 4 --nnodes 2 t.py', 8],
    ['torchrun t.py', 1],
    ['torchrun --nproc_per_node=auto t.py', undefined],
    ['torchrun --nnodes=1:4 --nproc_per_node=8 t.py', undefined],
    ['torchrun --nproc_per_node=$GPUS t.py', undefined],
    ['GPUS=4; torchrun --nproc_per_node=$GPUS t.py', 4],
    ['python -m torch.distributed.launch --nproc_per_node=8 --use_env t.py', 8],
    ['python -m torch.distributed.run --nproc_per_node 2 t.py', 2],
    ['accelerate launch --num_processes 4 t.py', 4],
    ['accelerate launch t.py', undefined],
    ['deepspeed --num_gpus=8 --num_nodes 2 t.py', 16],
    ['deepspeed t.py', undefined],
    ['srun -N 2 --ntasks-per-node=4 python t.py', 8],
    ['srun -n 16 python t.py', 16],
    ['mpirun -np 8 python t.py', 8],
    ['python t.py --num_processes 4', undefined],
    ['python t.py', undefined],
  ])('of %s', (command, expected) => {
    expect(count(command)).toBe(expected);
  });
  it('of a job of Slurm', () => {
    const job = '#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --ntasks-per-node=8  # a GPU each\n';
    expect(count('srun python t.py', job)).toBe(16);
    expect(count('srun torchrun --nproc_per_node=4 t.py', job)).toBe(8);
    expect(count('python t.py', job)).toBeUndefined();
  });
});

describe('a launch', () => {
  const script = (command: string): string | undefined => {
    const [first] = commands(command);
    const launch = first === undefined ? undefined : parseLaunch(first);
    return launch === undefined ? undefined : `${launch.module ? '-m ' : ''}${launch.script.text}`;
  };
  it.each([
    ['python tools/train.py configs/x.py', 'tools/train.py'],
    ['nohup python -u train.py', 'train.py'],
    ['CUDA_VISIBLE_DEVICES=0,1 python3.10 train.py', 'train.py'],
    ['python -m pkg.train --lr 1', '-m pkg.train'],
    ['torchrun --nproc_per_node=8 -m pkg.train', '-m pkg.train'],
    ['accelerate launch --config_file conf.py train.py', 'train.py'],
    ['uv run python train.py', 'train.py'],
    ['./train.py --x', './train.py'],
    ['python -c "import x.py"', undefined],
    ['echo python train.py', undefined],
    ['pip install x.py', undefined],
    ['python -m http.server', '-m http.server'],
  ])('of %s', (command, expected) => {
    expect(script(command)).toBe(expected);
  });
});

function project(files: Record<string, string>): string {
  const cwd = mkdtempSync(join(tmpdir(), 'resaudit-'));
  folders.push(cwd);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

describe('a file that holds launch commands', () => {
  const SHELL = `#!/bin/bash
GPUS=\${GPUS:-8}
LR=0.4
BATCH=$((256 / GPUS))
ARGS="--momentum 0.9"
if [ "$DEBUG" = 1 ]; then ARGS="$ARGS --nesterov"; fi
torchrun --nproc_per_node=$GPUS train.py \\
    --lr $LR \\
    --steps 30 60
`;

  it('is read with its variables, and each fact stands where its value does', async () => {
    const cwd = project({ 'train.py': SCRIPT, 'scripts/train.sh': SHELL });
    const { facts, sources } = await openSource('scripts/train.sh', { cwd });
    expect(sources).toMatchObject([{ kind: 'launch', ran: true }]);
    expect(facts.get('optimizer.lr')).toMatchObject({
      status: 'stated',
      value: 0.4,
      origin: { file: 'scripts/train.sh', line: 3, column: 4, endColumn: 7 },
    });
    expect(facts.get('schedule.milestones')).toMatchObject({ value: [30, 60] });
    expect(facts.get('data.devices')).toMatchObject({ value: 8 });
  });

  it('leaves unknown what arguments that are not known may set', async () => {
    const cwd = project({ 'train.py': SCRIPT, 'a.sh': 'python train.py --lr 0.2 $EXTRA --momentum 0.9\n' });
    const { facts } = await openSource('a.sh', { cwd });
    expect(facts.get('optimizer.lr')).toMatchObject({ status: 'unknown', reason: { code: 'input' } });
    expect(facts.get('optimizer.momentum')).toMatchObject({ value: 0.9 });
    const set = await openSource('a.sh', { cwd, sets: [['EXTRA', '--lr 0.3 --nesterov']] });
    expect(set.facts.get('optimizer.lr')).toMatchObject({ value: 0.3 });
    expect(set.facts.get('optimizer.nesterov')).toMatchObject({ value: true });
  });

  it('names its commands by number or script, and lists them where it is not told which', async () => {
    const readme = `# Training\n\nRun python train.py --lr 9.\n\n\`\`\`bash\n$ python train.py --lr 0.1\n\`\`\`\n\n\`\`\`python\nimport x\n\`\`\`\n\n~~~\npython train.py --lr 0.2\npython other.py\n~~~\n`;
    const cwd = project({ 'train.py': SCRIPT, 'other.py': SCRIPT, 'README.md': readme });
    const lr = async (name: string): Promise<unknown> => {
      const fact = (await openSource(name, { cwd })).facts.get('optimizer.lr');
      return fact !== undefined && 'value' in fact ? fact.value : undefined;
    };
    expect(await lr('README.md::1')).toBe(0.1);
    expect(await lr('README.md::2')).toBe(0.2);
    expect(await lr('README.md::other.py')).toBe(0.1);
    await expect(lr('README.md')).rejects.toThrow(
      'starts 3 scripts: 1: train.py (line 6), 2: train.py (line 14), 3: other.py (line 15)',
    );
    await expect(lr('README.md::train.py')).rejects.toThrow('starts 3 scripts');
    await expect(lr('README.md::7')).rejects.toThrow('starts 3 scripts');
    const { facts } = await openSource('README.md::1', { cwd });
    expect(facts.get('optimizer.lr')).toMatchObject({ origin: { file: 'README.md', line: 6, column: 24 } });
  });

  it('gives a script the variables of the environment', async () => {
    const source =
      "import os, torch\nopt = torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), float(os.environ.get('LR', '0.1')))\n";
    const cwd = project({
      'train.py': source,
      'a.sh': 'export LR=0.7\npython train.py\n',
      'b.sh': 'LR=0.7\npython train.py\n',
    });
    expect((await openSource('a.sh', { cwd })).facts.get('optimizer.lr')).toMatchObject({
      value: 0.7,
      origin: { file: 'a.sh' },
    });
    expect((await openSource('b.sh', { cwd })).facts.get('optimizer.lr')).toMatchObject({ value: 0.1 });
  });

  it('says in one line what is wrong', async () => {
    const cwd = project({
      'a.sh': 'python $SCRIPT.py\n',
      'b.sh': 'echo hi\n',
      'c.sh': 'cd $X && python train.py',
      'train.py': SCRIPT,
    });
    await expect(openSource('a.sh', { cwd })).rejects.toThrow('name is not known');
    await expect(openSource('b.sh', { cwd })).rejects.toThrow('starts no Python script');
    await expect(openSource('c.sh', { cwd })).rejects.toThrow('does not exist');
  });
});
