import type { Kind } from '../src/spec/kinds.ts';
import { PATHS, type PathEntry } from '../src/spec/paths.ts';
import { VOCABULARIES, type VocabularyName } from '../src/spec/vocabulary.ts';

/** The reference page of all facts, from the table of paths. */
export function specReference(): string {
  const entries = Object.entries<PathEntry>(PATHS);
  const groups = [...new Set(entries.map(([path]) => groupOf(path)))];
  const used = new Set<VocabularyName>();
  const sections = groups.map((group) => {
    const rows = entries
      .filter(([path]) => groupOf(path) === group)
      .map(([path, entry]) => {
        for (const name of vocabularies(entry.value)) used.add(name);
        return `| \`${path}\` | ${valueIn(entry.value)} | ${entry.scope} | ${notesOn(entry)} |`;
      });
    return [`## ${group}`, '', '| path | value | scope | meaning |', '|---|---|---|---|', ...rows].join('\n');
  });
  return [
    '# The facts of a spec',
    '<!-- Written by `npm run docs` from src/spec/paths.ts. -->',
    INTRODUCTION,
    ...sections,
    '## Names',
    'A library’s own spelling of a name is accepted too, such as `CrossEntropyLoss` or `MultiStepLR`. Where a list is open, any other name is kept as it is written.',
    ...[...used].sort().map(vocabulary),
  ]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `A spec is a JSON or YAML file with these paths as nested keys and plain values:

\`\`\`yaml
framework: { name: pytorch, version: "2.4" }
optimizer: { name: sgd, lr: 0.1, momentum: 0.9, weightDecay: 0.0001 }
preprocess:
  eval:
    normalization: { kind: affine, scale: 0.00392157, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
\`\`\`

\`*\` stands for \`train\`, \`eval\` or \`serve\`. A scalar in the place of an object is its *main* value: \`optimizer: sgd\`.
What is left out is the library’s default where \`framework.name\` has one, known not to be there where its object says \`closed: true\`, and unknown else; \`null\` says that it is not there.
A *quantity* is a number, or an expression in other facts: \`0.1 * data.batchSize / 256\`. Sizes are \`[height, width]\`, or one number for both.
A fact may stand under \`phases[i]\`, \`networks.<name>\` or \`optimizers.<name>\` too. Facts that are *computed* cannot be written.`;

const groupOf = (path: string): string => path.slice(0, path.indexOf('.') === -1 ? undefined : path.indexOf('.'));

function notesOn({ description, unit, convention, none, main, computed }: PathEntry): string {
  const sentences = [
    description,
    ...(unit === undefined ? [] : [`Unit: ${unit}.`]),
    ...(convention === undefined ? [] : [`Convention: ${convention}.`]),
    ...(none === undefined ? [] : [`Not there means \`${JSON.stringify(none).replaceAll('"', '')}\`.`]),
    ...(main === true ? ['*Main.*'] : []),
    ...(computed === true ? ['*Computed.*'] : []),
  ];
  return sentences.join(' ').replaceAll('|', '\\|');
}

function valueIn(kind: Kind<unknown>): string {
  switch (kind.kind) {
    case 'number':
      return kind.integer === true ? `integer${bounds(kind)}` : `number${bounds(kind)}`;
    case 'quantity':
      return `quantity${bounds(kind)}`;
    case 'boolean':
      return 'true or false';
    case 'text':
      return 'text';
    case 'texts':
      return 'list of texts';
    case 'name':
      return nameOf(kind);
    case 'names':
      return `list of ${nameOf(kind)}`;
    case 'numbers': {
      const many = `list of ${kind.length === undefined ? '' : `${kind.length} `}${kind.integer === true ? 'integers' : 'numbers'}`;
      return `${kind.scalar === true ? 'number, or ' : ''}${many}${bounds(kind)}`;
    }
    case 'size':
      return 'size';
    case 'object':
      return `${kind.vocabulary === undefined ? '' : `${nameOf(kind)}, or `}object: ${fieldsIn(kind)}`;
    case 'objects':
      return `list of objects: ${fieldsIn(kind)}`;
    case 'steps':
      return 'list of steps: a name, or an object with `name` and its parameters';
    case 'anything':
      return 'object';
  }
}

const nameOf = ({ vocabulary }: Kind<unknown>): string =>
  vocabulary === undefined ? 'name' : `[${vocabulary}](#${vocabulary.toLowerCase()})`;

const fieldsIn = ({ fields = {} }: Kind<unknown>): string =>
  Object.entries(fields)
    .map(([field, kind]) => `\`${field.replace(/\?$/, '')}\`${field.endsWith('?') ? '' : ' (needed)'} ${valueIn(kind)}`)
    .join(', ');

function bounds({ min, max }: Kind<unknown>): string {
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}`;
  if (min !== undefined) return `, from ${min}`;
  return max === undefined ? '' : `, to ${max}`;
}

function vocabularies({ vocabulary, fields = {} }: Kind<unknown>): VocabularyName[] {
  return [...(vocabulary === undefined ? [] : [vocabulary]), ...Object.values(fields).flatMap(vocabularies)];
}

function vocabulary(name: VocabularyName): string {
  const { names, open } = VOCABULARIES[name];
  const list = Object.keys(names)
    .map((each) => `\`${each}\``)
    .join(', ');
  return `### ${name}\n\n${list}${open ? ', and others' : ''}`;
}
