import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECK_FORMATS } from '../../src/cli/check/formats.ts';
import { run, withFolder } from './memory-stdio.ts';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const script = async (shell: string): Promise<string> => (await run(['completion', shell])).out;

/** What bash offers behind some words, the last of which is being typed. */
async function offered(words: readonly string[]): Promise<string[]> {
  const text = await script('bash');
  return withFolder({ 'mine.yaml': '', script: text }, async (cwd) => {
    const list = words.map((word) => `'${word}'`).join(' ');
    await writeFile(
      join(cwd, 'ask'),
      `. ./script\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _resaudit; printf '%s\\n' "\${COMPREPLY[@]}"\n`,
    );
    const { stdout, stderr, status } = spawnSync('bash', ['ask'], { cwd, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    return stdout.trim().split('\n');
  });
}

describe('completion', () => {
  it('offers commands, options, choices and files in bash', async () => {
    expect(await offered(['resaudit', 'co'])).toEqual(['compare', 'completion']);
    expect(await offered(['resaudit', 'check', '--ch'])).toEqual(['--changed-since']);
    expect(await offered(['resaudit', 'check', '--format', ''])).toEqual([...CHECK_FORMATS]);
    expect(await offered(['resaudit', 'lint', '--fail-on', 'w'])).toEqual(['warning']);
    expect(await offered(['resaudit', 'lint', 'mi'])).toEqual(['mine.yaml']);
    expect(await offered(['resaudit', 'help', 'ini'])).toEqual(['init']);
  });

  it.each(['bash', 'zsh', 'fish'])('knows every command and option in %s', async (shell) => {
    const text = await script(shell);
    const long = (option: string): string => (shell === 'fish' ? `-l ${option}` : `--${option}`);
    for (const option of ['baseline', 'changed-since', 'no-cache', 'plot']) expect(text).toContain(long(option));
    for (const command of ['compare', 'lint', 'check', 'init', 'completion']) expect(text).toContain(command);
  });

  it.skipIf(!has('zsh'))('is read by zsh', async () => {
    expect(spawnSync('zsh', ['-n'], { input: await script('zsh'), encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it.skipIf(!has('fish'))('is read by fish', async () => {
    expect(spawnSync('fish', ['--no-execute'], { input: await script('fish'), encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('of another shell is refused', async () => {
    expect(await run(['completion', 'fsh'])).toMatchObject({ code: 2, out: '' });
    expect((await run(['completion', 'fsh'])).err).toContain('fish');
  });
});
