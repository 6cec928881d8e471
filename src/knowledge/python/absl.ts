import type { Library, Machine } from '../../script/machine.ts';
import { primitive, reference, type Value } from '../../script/value.ts';
import { listOf, textValue, withInput } from './argparse-options.ts';
import type { GivenText, ParserInputs } from './given.ts';
import { overridable } from './signatures.ts';

interface Flag {
  readonly kind: string;
  readonly default: Value | undefined;
  readonly site: number;
}

const DEFINE = /^(?:absl|tensorflow\.app|tensorflow\.compat\.v1\.app|tensorflow\.compat\.v1)\.flags\.DEFINE_(\w+)$/;
const FLAGS = /^(?:absl|tensorflow\.app|tensorflow\.compat\.v1\.app|tensorflow\.compat\.v1)\.flags\.FLAGS$/;

/** absl flags: defined one by one, read as attributes of FLAGS or by the holder that a definition gives. */
export function abslLibrary(inputs: ParserInputs): Library {
  const flags = new Map<string, Flag>();
  const settledValue = (m: Machine, name: string, site: number): Value => {
    const flag = flags.get(name);
    if (flag === undefined) return withInput(m.unknown('input', `the flag --${name}`, site), name);
    const set = m.given(name) ?? m.given(`--${name}`);
    if (set !== undefined) return set;
    const given = inputs.argv === undefined ? undefined : givenTo(m, name, flag, inputs.argv);
    if (given !== undefined) return given;
    return flag.default === undefined
      ? { ...primitive(null, flag.site), input: `--${name}` }
      : overridable(flag.default, `--${name}`);
  };
  return {
    call(m, call) {
      const kind = DEFINE.exec(call.name)?.[1];
      const [name, written] = call.arguments.positional;
      if (kind !== undefined) {
        const key = name ?? call.arguments.keyword.get('name');
        if (key?.kind !== 'primitive') return undefined;
        flags.set(String(key.value), {
          kind,
          default: written ?? call.arguments.keyword.get('default'),
          site: call.site,
        });
        const holder = m.memory.create('object', call.site);
        m.memory.write(holder, 'name', key);
        m.memory.write(holder, 'value', settledValue(m, String(key.value), call.site));
        return reference(holder, call.site);
      }
      if (call.name === 'absl.app.run' || /^tensorflow\.(?:compat\.v1\.)?app\.run$/.test(call.name)) {
        const main = name ?? call.arguments.keyword.get('main');
        if (main === undefined) return undefined;
        return m.call(main, { positional: [listOf(m, [], call.site)], keyword: new Map(), open: false }, call.site);
      }
      return undefined;
    },
    member(m, name, _self, member, site) {
      if (!FLAGS.test(name) || !flags.has(member)) return undefined;
      return settledValue(m, member, site);
    },
  };
}

/** What a command gives to a flag: the last that it says. */
function givenTo(m: Machine, name: string, flag: Flag, argv: readonly GivenText[]): Value | undefined {
  const isSwitch = /^bool/.test(flag.kind);
  let found: Value | undefined;
  const all: Value[] = [];
  for (const [i, argument] of argv.entries()) {
    if (argument.spread === true) {
      found = withInput(m.unknown('input', `the flag --${name}`, argument.site), name);
      continue;
    }
    const [, key = '', inline] = /^--?(\w+)(?:=(.*))?$/s.exec(argument.text) ?? [];
    if (isSwitch && key === `no${name}`) found = primitive(false, argument.site);
    if (key !== name) continue;
    const from = argument.text.indexOf('=') + 1;
    const next = argv[i + 1];
    const given: GivenText | undefined =
      inline === undefined ? next : { ...argument, text: inline, site: argument.tail?.(from) ?? argument.site };
    if (isSwitch && inline === undefined) found = primitive(true, argument.site);
    else if (given !== undefined) {
      found = converted(m, flag.kind, given);
      all.push(found);
    }
  }
  return flag.kind.startsWith('multi_') && all.length > 0 ? listOf(m, all, flag.site) : found;
}

function converted(m: Machine, kind: string, given: GivenText): Value {
  const text = textValue(m, given);
  if (text.kind !== 'primitive') return text;
  const to = { float: 'float', integer: 'int', multi_float: 'float', multi_integer: 'int' }[kind];
  if (to !== undefined) {
    const made = m.call(
      { kind: 'builtin', name: to, provenance: given.site },
      { positional: [text], keyword: new Map(), open: false },
      given.site,
    );
    return made.kind === 'primitive' ? { ...made, provenance: given.site } : made;
  }
  if (/^bool/.test(kind)) return primitive(/^(?:true|t|1)$/i.test(given.text), given.site);
  if (kind === 'list')
    return listOf(
      m,
      given.text.split(',').map((part) => primitive(part.trim(), given.site)),
      given.site,
    );
  return /^(?:string|enum|multi_string|multi_enum)$/.test(kind)
    ? text
    : m.unknown('call', `a flag of the kind ${kind}`, given.site);
}
