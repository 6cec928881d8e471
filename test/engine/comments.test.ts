import { describe, expect, it } from 'vitest';
import { commentsOf } from '../../src/engine/comments.ts';

const found = (file: string, text: string): string[] =>
  commentsOf(file, text).map(
    (each) => `${each.line}:${each.column}${each.trails ? ' trails' : ''} ${each.text.trim()}`,
  );

describe('comments', () => {
  it('of Python stand outside of texts', () => {
    const text = [
      '# one',
      'x = "# no" # two',
      "y = r'\\' # no' # three",
      'z = """ # no',
      '# no """ # four',
      "w = 'open # no",
      'f(a, # five',
      "  b='it''s') # six",
    ].join('\n');
    expect(found('a.py', text)).toEqual([
      '1:1 one',
      '2:12 trails two',
      '3:16 trails three',
      '5:10 trails four',
      '7:6 trails five',
      '8:14 trails six',
    ]);
  });

  it('of TypeScript stand outside of texts, templates and regular expressions', () => {
    const text = [
      '// one',
      "x = '// no'; // two",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a template in a text
      'y = `// no ${ `// no` + { a: 1 }.a /* three */ } // no`; // four',
      'z = /[/"]\\/"/.test(a); // five',
      'w = a / b; // six',
      'v = f(a) / 2 / c; /* seven',
      'goes on */ // eight',
    ].join('\n');
    const lines = [
      '1:1 one',
      '2:14 trails two',
      '3:36 trails three',
      '3:58 trails four',
      '4:24 trails five',
      '5:12 trails six',
    ];
    expect(found('a.ts@HEAD~1', text)).toEqual([...lines, '6:19 trails seven\ngoes on', '7:12 trails eight']);
  });

  it('of YAML and JSON stand outside of texts', () => {
    const yaml = [
      'a: "# no" # one',
      "b: it's#no # two",
      'c: |',
      '  # no',
      '',
      '  x',
      'd: >- # three',
      '  # no',
      '# four',
      "e: 'it''s # no' # five",
    ].join('\n');
    expect(found('a.yaml', yaml)).toEqual([
      '1:11 trails one',
      '2:12 trails two',
      '7:7 trails three',
      '9:1 four',
      '10:17 trails five',
    ]);
    expect(found('a.jsonc', '{ "a": "// no", // one\n /* two */ "b": 1 }')).toEqual(['1:17 trails one', '2:2 two']);
    expect(found('a.onnx', '# no')).toEqual([]);
  });

  it('are found in any text in time that grows as it does', () => {
    for (const piece of ['"', "'", '`', '${', '/', '#', '"""', '|\n ', '[', '\\']) {
      const text = piece.repeat(200_000);
      for (const name of ['a.py', 'a.ts', 'a.yaml', 'a.sh'])
        expect(commentsOf(name, text).length, name).toBeLessThan(400_000);
    }
  });
});
