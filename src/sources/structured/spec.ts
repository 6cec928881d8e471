import { SourceError } from '../../spec/errors.ts';
import type { Problem, Setup } from '../../spec/setup.ts';
import { printable } from '../../spec/text.ts';
import { SPEC_TREE } from '../../spec/tree.ts';
import type { Scope } from '../../spec/vocabulary.ts';
import { type ReadFacts, readFacts } from './facts.ts';
import { foreignFile } from './foreign.ts';
import { liftParts } from './lift.ts';
import { type Places, placesOf } from './lines.ts';
import type { ParsedDocument, Remark } from './node.ts';

export type SpecFormat = 'json' | 'yaml';

/** A spec as read, with what only presets need beside its setup. */
export interface ReadSpec {
  readonly setup: Setup;
  readonly title?: string;
  readonly citations: ReadFacts['citations'];
}

/**
 * Reads a spec document.
 * @param file the file as the person named it; origins carry it.
 * @throws {SourceError} with every error of the document in `problems`.
 */
export function readSpec(text: string, file: string, parse: (text: string) => ParsedDocument): ReadSpec {
  if (text.trim() === '') throw emptySource(file);
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) {
    throw new SourceError(`${printable(file)} is a web page or XML, not a spec`, { help: 'download the raw file' });
  }
  const places = placesOf(text, file);
  const { root, remarks } = parsed(text, file, parse);
  const problems = remarks.map((remark) => problemOf(remark, places));
  failOn(problems, file);
  if (root === undefined) throw emptySource(file);
  const foreign = foreignFile(root);
  if (foreign !== undefined) {
    throw new SourceError(`${printable(file)} is ${foreign}, which is not read yet`, {
      help: 'write what it sets as a spec; see: resaudit schema spec',
    });
  }
  if (root.kind === 'object' && root.entries.length > 1 && !root.entries.some(({ key }) => OWN_KEYS.has(key))) {
    throw new SourceError(`${printable(file)} is no spec: none of its keys is a spec's`, {
      help: `the keys of a spec are ${[...SPEC_TREE.children.keys()].join(', ')}`,
    });
  }
  const { facts, closed, citations, title, errors, errorCount } = readFacts(root, text, places);
  failOn([...problems, ...errors.map((error) => problemOf(error, places))], file, errorCount);
  const scope = facts.get('setup.scope');
  return {
    setup: {
      name: file,
      sources: [{ name: file, kind: 'spec' }],
      ...(scope !== undefined && 'value' in scope ? { scope: scope.value as readonly Scope[] } : {}),
      ...liftParts(facts, closed),
      problems,
      texts: new Map([[file, text]]),
    },
    citations,
    ...(title === undefined ? {} : { title }),
  };
}

const OWN_KEYS: ReadonlySet<string> = new Set([
  ...SPEC_TREE.children.keys(),
  ...['$schema', 'title', 'notes', 'citations', 'phases', 'networks', 'optimizers', 'closed'],
]);

const emptySource = (file: string): SourceError =>
  new SourceError(`${printable(file)} is empty`, {
    help: 'a spec is an object of facts: {"optimizer": {"name": "sgd"}}',
  });

/** A parser that recurses may run out of stack on a hostile text; that is an error of the text. */
function parsed(text: string, file: string, parse: (text: string) => ParsedDocument): ParsedDocument {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SourceError(`${printable(file)} is nested too deeply`, { cause });
  }
}

function problemOf({ severity, code, message, help, range }: Remark, places: Places): Problem {
  return { severity, code, message, ...(help === undefined ? {} : { help }), at: places.at(range) };
}

function failOn(problems: readonly Problem[], file: string, count = 0): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const more = Math.max(count, errors.length) - 1;
  const rest = more === 0 ? '' : ` (and ${more} more error${more === 1 ? '' : 's'} in ${printable(file)})`;
  throw new SourceError(`${first.message}${rest}`, {
    problems: errors,
    ...(first.help === undefined ? {} : { help: first.help }),
    ...(first.at === undefined ? {} : { at: first.at }),
  });
}
