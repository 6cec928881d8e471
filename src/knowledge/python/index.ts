import { makeList } from '../../script/expressions.ts';
import type { Site } from '../../script/ir.ts';
import type { Library, Machine } from '../../script/machine.ts';
import { isFollowed } from '../../script/python/builtins.ts';
import { mathConstant } from '../../script/python/math.ts';
import { type Primitive, primitive, reference, type Value } from '../../script/value.ts';
import { combineLibraries } from '../script.ts';
import { abslLibrary } from './absl.ts';
import { argparseLibrary } from './argparse.ts';
import { textValue } from './argparse-options.ts';
import { clickLibrary } from './click.ts';
import { configLibrary } from './config.ts';
import { functionParsers } from './functions.ts';
import type { GivenText, ParserInputs } from './given.ts';

/** The standard library, and what of numpy works on numbers. */
export function standardLibrary(inputs: ParserInputs = {}): Library {
  return combineLibraries([
    argparseLibrary(inputs),
    clickLibrary(inputs),
    functionParsers(inputs),
    abslLibrary(inputs),
    configLibrary(inputs),
    standard(inputs),
  ]);
}

function standard({ argv = [], environment = new Map() }: ParserInputs): Library {
  return {
    member(m, name, _self, member, site) {
      // A script that is read by itself is started without arguments.
      if (name === 'sys' && member === 'argv') return argumentList(m, argv, site);
      const full = `${name}.${member}`;
      const constant = mathConstant(full, site);
      if (constant !== undefined) return constant;
      return isFollowed(full) && !full.startsWith('dict.')
        ? { kind: 'builtin', name: full, provenance: site }
        : undefined;
    },
    call(m, call) {
      const [first, second] = call.arguments.positional;
      switch (call.name) {
        case 'ast.literal_eval':
          return first?.kind === 'primitive' ? literalOf(first) : undefined;
        case 'collections.OrderedDict':
          return m.call({ kind: 'builtin', name: 'dict', provenance: call.site }, call.arguments, call.site);
        case 'os.environ.get':
        case 'os.getenv': {
          const name = first?.kind === 'primitive' ? String(first.value) : undefined;
          const given = name === undefined ? undefined : environment.get(name);
          if (given !== undefined) return textValue(m, given);
          const set = name === undefined ? undefined : m.given(name);
          if (set !== undefined)
            return set.kind === 'primitive' ? { ...set, value: String(set.value), float: false } : set;
          const fallback = second ?? call.arguments.keyword.get('default');
          // Launchers set these; what a person's shell holds is not known.
          return fallback?.kind === 'primitive' && name !== undefined && !/RANK|WORLD|SLURM|MASTER/.test(name)
            ? { ...fallback, input: name }
            : m.unknown('input', `the environment variable ${name ?? ''}`, call.site);
        }
        case 'types.SimpleNamespace':
        case 'argparse.Namespace': {
          const address = m.memory.create('object', call.site);
          for (const [key, value] of call.arguments.keyword) m.memory.write(address, key, value);
          return reference(address, call.site);
        }
        default:
          return undefined;
      }
    },
  };
}

function argumentList(m: Machine, argv: readonly GivenText[], site: Site): Value {
  const texts = argv.map((given) => textValue(m, given));
  return makeList(
    m,
    'list',
    [primitive('', site), ...texts],
    site,
    argv.some(({ spread }) => spread === true),
  );
}

/** The value of a literal of Python that is no collection. */
function literalOf(text: Primitive): Value | undefined {
  if (typeof text.value !== 'string') return undefined;
  const written = text.value.trim();
  const words: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };
  const word = Object.hasOwn(words, written) ? words[written] : undefined;
  if (word !== undefined) return { ...text, value: word, float: false };
  if (/^[+-]?\d+$/.test(written)) return { ...text, value: Number(written), float: false };
  if (/^[+-]?(?:\d+\.\d*|\.\d+|\d+(?=e))(?:e[+-]?\d+)?$/i.test(written))
    return { ...text, value: Number(written), float: true };
  const quoted = /^(['"])([^\\'"]*)\1$/.exec(written);
  return quoted === null ? undefined : { ...text, value: quoted[2] ?? '' };
}
