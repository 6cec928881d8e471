import { makeList } from '../../script/expressions.ts';
import type { Arguments, CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { type Address, items, primitive, type Value } from '../../script/value.ts';

/** A module inside another, under the name that its parameters get. */
export interface Member {
  readonly name: string;
  readonly value: Value;
}

const CONTAINER = /^torch\.nn\.(?:modules\.container\.)?(Sequential|ModuleList|ModuleDict)$/;
const MADE = /^torch\.nn\.(?:modules\.\w+\.)?[A-Z]\w*$/;
/** Slot of a container that holds names and members in turn; written only where it was changed after it was made. */
const MEMBERS = '#members';

/** `Sequential`, `ModuleList` or `ModuleDict`, by the qualified name of the class. */
export const containerOf = (name: string): string | undefined => CONTAINER.exec(name)?.[1];

function nameAt(m: Machine, address: Address): string | undefined {
  const object = m.memory.object(address);
  return object.kind === 'call' ? (object.detail as CallDetail).name : undefined;
}

function dictionary(m: Machine, value: Value | undefined, site: number): Member[] | undefined {
  if (value?.kind !== 'reference' || m.memory.object(value.address).kind !== 'dict') return undefined;
  const keys = m.keysOf(value, site);
  const members = keys?.flatMap((key): Member[] => {
    const held = key.kind === 'primitive' && key.value !== null ? m.semantics.index(m, value, key, site) : undefined;
    return key.kind === 'primitive' && held !== undefined ? [{ name: String(key.value), value: held }] : [];
  });
  return members?.length === keys?.length ? members : undefined;
}

const numbered = (values: readonly Value[], from = 0): Member[] =>
  values.map((value, i) => ({ name: String(from + i), value }));

function given(m: Machine, kind: string, args: Arguments, site: number): Member[] | undefined {
  if (args.open || args.keyword.size > 0) return undefined;
  const [first, ...others] = args.positional;
  if (first === undefined) return [];
  if (kind === 'Sequential') return dictionary(m, first, site) ?? numbered(args.positional);
  if (others.length > 0) return undefined;
  if (kind === 'ModuleDict') return dictionary(m, first, site);
  const list = m.iterate(first, site);
  return list === undefined ? undefined : numbered(list);
}

/** What a container holds, in order; undefined where that is not known. What has an attribute's name is left out. */
export function heldBy(m: Machine, address: Address, site: number): readonly Member[] | undefined {
  const slot = m.memory.read(address, MEMBERS);
  if (slot !== undefined) {
    if (slot.kind !== 'items' || slot.open) return undefined;
    return slot.items.flatMap((name, i): Member[] => {
      const value = slot.items[i + 1];
      return i % 2 === 0 && name.kind === 'primitive' && value !== undefined
        ? [{ name: String(name.value), value }]
        : [];
    });
  }
  const object = m.memory.object(address);
  if (object.kind !== 'call') return [];
  const { name, arguments: args } = object.detail as CallDetail;
  const kind = containerOf(name);
  return kind === undefined ? undefined : given(m, kind, args, site);
}

function hold(m: Machine, address: Address, members: readonly Member[] | undefined, site: number): void {
  const list = members?.flatMap(({ name, value }) => [primitive(name, site), value]);
  m.memory.write(address, MEMBERS, items(list ?? [], site, list === undefined));
}

/** A container was made, or changed. */
function change(m: Machine, { name, self, arguments: args, site }: LibraryCall): void {
  const [, cls = '', method = ''] = /^(.+)#(\w+)$/.exec(name) ?? [];
  if (self === undefined || !MADE.test(cls)) return;
  const [first, second] = args.positional;
  const isInstance = m.memory.object(self).kind === 'instance';
  if (/^(?:add_module|register_module|register_parameter)$/.test(method)) {
    const key = args.keyword.get('name') ?? first;
    const value =
      args.keyword.get('module') ?? args.keyword.get('param') ?? (args.keyword.has('name') ? first : second);
    const known = key?.kind === 'primitive' && value !== undefined && !args.open ? String(key.value) : undefined;
    if (isInstance && known !== undefined && value !== undefined) m.memory.write(self, known, value);
    else {
      const held = heldBy(m, self, site);
      const isNew = known !== undefined && value !== undefined && held?.every((one) => one.name !== known) === true;
      hold(m, self, isNew ? [...held, { name: known, value }] : undefined, site);
    }
    return;
  }
  const kind = containerOf(cls);
  if (kind === undefined) return;
  if (method === '__init__') {
    const held = given(m, kind, args, site);
    if (held === undefined || held.length > 0) hold(m, self, held, site);
  } else if (method === 'append' || method === 'extend') {
    const held = heldBy(m, self, site);
    const more = method === 'append' ? [...args.positional] : first === undefined ? undefined : m.iterate(first, site);
    const isKnown = held !== undefined && more !== undefined && !args.open && args.keyword.size === 0;
    hold(m, self, isKnown ? [...held, ...numbered(more, held.length)] : undefined, site);
  } else if (/^(?:insert|pop|clear|update|__setitem__|__delitem__)$/.test(method)) hold(m, self, undefined, site);
}

/** Members of a container that nothing was written into by name or index. */
function untouched(m: Machine, address: Address, site: number): readonly Member[] | undefined {
  const name = nameAt(m, address);
  if (name === undefined || containerOf(name) === undefined || m.memory.keys(address).length > 0) return undefined;
  return heldBy(m, address, site);
}

/** What `torch.nn` makes: objects that hold modules, in an order that is known. */
export const CONTAINERS: Library = {
  call(m, call) {
    if (call.self !== undefined) change(m, call);
    if (call.name !== 'operator.index') return undefined;
    const [object, index] = call.arguments.positional;
    if (object?.kind !== 'reference' || index?.kind !== 'primitive') return undefined;
    const members = untouched(m, object.address, call.site);
    if (typeof index.value === 'string') return members?.find(({ name }) => name === index.value)?.value;
    return typeof index.value === 'number' ? members?.at(index.value)?.value : undefined;
  },
  member(m, name, self, member, site) {
    if (self === undefined || containerOf(name) !== 'ModuleDict') return undefined;
    const members = /^(?:values|keys|items)$/.test(member) ? untouched(m, self, site) : undefined;
    if (members === undefined) return undefined;
    const parts = members.map(({ name: key, value }) =>
      member === 'values'
        ? value
        : member === 'keys'
          ? primitive(key, site)
          : makeList(m, 'tuple', [primitive(key, site), value], site),
    );
    const list = makeList(m, 'list', parts, site);
    return m.member(list, 'copy', site);
  },
  iterate(m, self, site) {
    const kind = containerOf(nameAt(m, self) ?? '');
    const members = kind === undefined ? undefined : untouched(m, self, site);
    return members?.map(({ name, value }) => (kind === 'ModuleDict' ? primitive(name, site) : value));
  },
  length(m, value, site) {
    const members = value.kind === 'reference' ? untouched(m, value.address, site) : undefined;
    return members === undefined ? undefined : primitive(members.length, site, false);
  },
  isObject: (m, value) => value.kind === 'reference' && MADE.test(nameAt(m, value.address) ?? ''),
};
