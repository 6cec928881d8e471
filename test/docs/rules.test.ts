import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.ts';
import { exampleFiles, freshPage, kindOf, SECTIONS, sectionsOf } from './page.ts';

const folder = resolve(import.meta.dirname, '../../docs/rules');

describe('pages of rules', () => {
  it('there is a rule to each page', async () => {
    const files = await readdir(folder, { recursive: true });
    const pages = files.filter((file) => file.endsWith('.md') && file !== 'README.md');
    const ids = pages.map((file) => file.replaceAll('\\', '/').replace(/\.md$/, ''));
    expect(ids.filter((id) => !RULES.some((rule) => rule.id === id))).toEqual([]);
  });

  describe.each(RULES.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
    const file = join(folder, `${rule.id}.md`);

    it('has a page with every section', async () => {
      expect(existsSync(file), `docs/rules/${rule.id}.md is missing`).toBe(true);
      const page = await readFile(file, 'utf8');
      const sections = sectionsOf(page);
      expect(sections.map(([heading]) => heading)).toEqual(SECTIONS);
      for (const [heading, text] of sections) expect(text, heading).not.toBe('');
      const names = exampleFiles(page).map(({ name }) => name.replace(/\.\w+$/, ''));
      if (rule.compare !== undefined) expect(names.slice(0, 2)).toEqual(['a', 'b']);
      else expect(names[0]).toBe('setup');
    });

    it('has an example with one finding, and generated parts that are up to date', async () => {
      if (!existsSync(file)) return expect.fail('the page is missing');
      const page = await readFile(file, 'utf8');
      await expect(await freshPage(rule, page)).toMatchFileSnapshot(file);
    });
  });

  it('stand in the list of rules', async () => {
    const facets = [...new Set(RULES.map(({ id }) => id.slice(0, id.indexOf('/'))))];
    const sections = facets.map((facet) => {
      const rules = RULES.filter(({ id }) => id.startsWith(`${facet}/`));
      const rows = rules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.title} | ${kindOf(rule)} |`);
      return [`## ${facet}`, '', '| rule | finds | checks |', '|---|---|---|', ...rows].join('\n');
    });
    const text = `# Rules\n\n<!-- Written by \`npm run docs\` from the rules. -->\n\n${sections.join('\n\n')}\n`;
    await expect(text).toMatchFileSnapshot(join(folder, 'README.md'));
  });
});
