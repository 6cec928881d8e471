import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf, matches } from '../../src/cli/glob.ts';
import { withFolder } from './memory-stdio.ts';

describe('globs', () => {
  it('mean paths', () => {
    const yes: [string, string][] = [
      ['*.yaml', 'a.yaml'],
      ['**/*.py', 'a.py'],
      ['**/*.py', 'x/y/a.py'],
      ['x/**', 'x/y/a.py'],
      ['t[12].py', 't2.py'],
      ['t[!12].py', 't3.py'],
      ['{a,b}.{py,ts}', 'b.ts'],
      ['./a?.py', 'ab.py'],
      ['a+(b).py', 'a+(b).py'],
      ['a{b.py', 'a{b.py'],
    ];
    for (const [glob, path] of yes) expect(matches(glob, path), glob).toBe(true);
    const no: [string, string][] = [
      ['*.yaml', 'x/a.yaml'],
      ['t[12].py', 't3.py'],
      ['t[!12].py', 't1.py'],
      ['a?.py', 'a/.py'],
      ['{a,b}.py', 'c.py'],
      ['a.py', 'aXpy'],
    ];
    for (const [glob, path] of no) expect(matches(glob, path), glob).toBe(false);
  });

  it('find files below a folder, in order, and follow no link', async () => {
    await withFolder({}, async (folder) => {
      for (const name of [
        'b.py',
        'a.py',
        'x/c.py',
        'x/y/d.py',
        'node_modules/p/e.py',
        '.venv/f.py',
        'x/.g.py',
        '../out.py',
      ].slice(0, 7)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), '');
      }
      await symlink('..', join(folder, 'x', 'up'));
      await symlink('a.py', join(folder, 'link.py'));
      const ignore = ['**/node_modules/**'];
      expect(await filesOf(folder, '**/*.py', ignore)).toEqual(['a.py', 'b.py', 'x/c.py', 'x/y/d.py']);
      expect(await filesOf(folder, 'x/*.py', ignore)).toEqual(['x/c.py']);
      expect(await filesOf(folder, 'x/.*.py', ignore)).toEqual(['x/.g.py']);
      expect(await filesOf(join(folder, 'x'), '../*.py', ignore)).toEqual(['../a.py', '../b.py']);
      expect(await filesOf(folder, '{a,b}.py', ['b.*'])).toEqual(['a.py']);
      expect(await filesOf(folder, 'none/*.py', ignore)).toEqual([]);
    });
  });
});
