import type { Library } from '../../script/machine.ts';
import { isFollowed } from '../../script/python/builtins.ts';
import { mathConstant } from '../../script/python/math.ts';
import { primitive, reference } from '../../script/value.ts';
import { combineLibraries } from '../script.ts';
import { argparseLibrary, type ParserInputs } from './argparse.ts';

/** The standard library, and what of numpy works on numbers. */
export function standardLibrary(inputs: ParserInputs = {}): Library {
  return combineLibraries([argparseLibrary(inputs), standard(inputs.environment ?? new Map())]);
}

function standard(environment: ReadonlyMap<string, string>): Library {
  return {
    member(_m, name, _self, member, site) {
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
        case 'collections.OrderedDict':
          return m.call({ kind: 'builtin', name: 'dict', provenance: call.site }, call.arguments, call.site);
        case 'os.environ.get':
        case 'os.getenv': {
          const name = first?.kind === 'primitive' ? String(first.value) : undefined;
          const given = name === undefined ? undefined : environment.get(name);
          if (given !== undefined) return primitive(given, call.site);
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
