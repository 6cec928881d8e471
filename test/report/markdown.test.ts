import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/report/pretty/markdown.ts';

const PAGE = `<!-- generated -->
# optimizer/lr

**Bold**, \`code\`, a [page](other.md) and a [site](https://example.org) in a paragraph that is
wrapped otherwise in its source.

- one point that is long enough to be wrapped where the page is narrow
- another

| a | b |
|---|---|

\`\`\`yaml a.yaml
optimizer: { name: sgd }
\`\`\`

\`\`\`text
a line that is never wrapped, however long it may be, because it is an example of output
\`\`\`
`;

describe('a page in the terminal', () => {
  it('is plain words with its code kept', () => {
    expect(renderMarkdown(PAGE, { color: 0, width: 60 })).toMatchInlineSnapshot(`
      "optimizer/lr

      Bold, code, a page and a site (https://example.org) in a
      paragraph that is wrapped otherwise in its source.

      - one point that is long enough to be wrapped where the page
        is narrow
      - another

      | a | b |
      |---|---|

          a.yaml
          optimizer: { name: sgd }

          a line that is never wrapped, however long it may be, because it is an example of output
      "
    `);
  });

  it('shows nothing that a terminal acts on', () => {
    expect(renderMarkdown('a \u001b[31m b\n```\n\u202e\n```\n', { color: 0, width: 60 })).toBe(
      'a \\x1b[31m b\n    \\u{202e}\n',
    );
  });
});
