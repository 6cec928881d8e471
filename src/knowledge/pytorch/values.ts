import type { FactMaker } from '../../script/collect.ts';
import { knownItems } from '../../script/lists.ts';
import type { Arguments, CallDetail, Machine } from '../../script/machine.ts';
import { MAX_CONTRIBUTORS } from '../../script/provenance.ts';
import type { Address, Provenance, Value } from '../../script/value.ts';
import type { TextOrigin } from '../../spec/origin.ts';

/** A call of a library that an object came from. */
export interface Call {
  readonly address: Address;
  readonly name: string;
  readonly self: Address | undefined;
  readonly arguments: Arguments;
  readonly site: number;
  readonly deciders: readonly Provenance[];
}

export function callAt(m: Machine, address: Address | undefined): Call | undefined {
  if (address === undefined) return undefined;
  const object = m.memory.object(address);
  if (object.kind !== 'call') return undefined;
  const { name, self, arguments: args, site, deciders = [] } = object.detail as CallDetail;
  return { address, name, self, arguments: args, site, deciders };
}

export const callOf = (m: Machine, value: Value | undefined): Call | undefined =>
  value?.kind === 'reference' ? callAt(m, value.address) : undefined;

/** An argument by position or name: `undefined` where it was not given, `'open'` where it may have been spread in. */
export function argument(call: Call, index: number, name: string): Value | 'open' | undefined {
  const given = call.arguments.keyword.get(name) ?? call.arguments.positional[index];
  return given ?? (call.arguments.open ? 'open' : undefined);
}

const STEP_THROUGH =
  /#(?:to|cuda|cpu|half|float|double|train|eval|requires_grad_|share_memory|module|type|detach|mean|sum|item|clone|squeeze|view|contiguous|scale|apply)$/;
const WRAPPERS =
  /(?:DataParallel|DistributedDataParallel|convert_sync_batchnorm|FullyShardedDataParallel|torch\.compile|jit\.script|jit\.trace|channels_last)$|^(?:tqdm(?:\.\w+)*\.(?:tqdm|trange)|enumerate|iter|track|rich\.progress\.track|filter)$|tqdm$/;

/** What a value is about: moves to a device, parallel wrappers, progress bars taken off. */
export function unwrap(m: Machine, value: Value | undefined): Value | undefined {
  let at = value;
  for (let steps = 0; steps < 32 && at !== undefined; steps++) {
    const call = callOf(m, at);
    if (call === undefined) return at;
    if (STEP_THROUGH.test(call.name) && call.self !== undefined)
      at = { kind: 'reference', address: call.self, provenance: call.site };
    else if (WRAPPERS.test(call.name) && call.arguments.positional[0] !== undefined) at = call.arguments.positional[0];
    else if (WRAPPERS.test(call.name) && call.arguments.keyword.get('module') !== undefined)
      at = call.arguments.keyword.get('module');
    else return at;
  }
  return at;
}

/** Every library call that a value was made with, itself first: through arguments, receivers, lists and fields of objects. */
export function reachable(m: Machine, value: Value | undefined, most = 200): Call[] {
  const found: Call[] = [];
  const seen = new Set<Address>();
  const stack: (Value | undefined)[] = [value];
  while (stack.length > 0 && found.length < most && seen.size < most * 4) {
    const next = stack.pop();
    if (next === undefined) continue;
    if (next.kind === 'choice') stack.push(...next.options.map((option) => option.value));
    if (next.kind === 'items') stack.push(...[...next.items].reverse());
    if (next.kind !== 'reference' || seen.has(next.address)) continue;
    seen.add(next.address);
    const call = callAt(m, next.address);
    if (call !== undefined) {
      found.push(call);
      stack.push(...[...call.arguments.keyword.values(), ...call.arguments.positional].reverse());
      if (call.self !== undefined) stack.push({ kind: 'reference', address: call.self, provenance: call.site });
      continue;
    }
    const { kind } = m.memory.object(next.address);
    if (['instance', 'list', 'tuple', 'dict', 'object'].includes(kind))
      for (const key of m.memory.ownSlots(next.address)) stack.push(m.memory.read(next.address, key));
  }
  return found;
}

/** Texts among what a value was made with. */
export function textsIn(m: Machine, value: Value | undefined): string[] {
  if (value?.kind === 'primitive') return typeof value.value === 'string' ? [value.value] : [];
  return reachable(m, value, 20).flatMap(({ arguments: args }) =>
    [...args.positional, ...args.keyword.values()].flatMap((part) =>
      part.kind === 'primitive' && typeof part.value === 'string' ? [part.value] : [],
    ),
  );
}

export const itemsOf = (m: Machine, value: Value | undefined): readonly Value[] | undefined =>
  value === undefined ? undefined : knownItems(m, value);

/** The place of a call with what led to it rather than to another: the options that were tested on the way. */
export function placeOf(make: FactMaker, call: Call, raw: string): TextOrigin {
  const at = { ...make.place(call.site), raw };
  const via = call.deciders.flatMap((provenance) => {
    const from = make.origin(provenance);
    return (from.via ?? [from]).filter((one) => one.kind === 'text');
  });
  // The last test is the nearest.
  const near = via
    .reverse()
    .filter(({ file, line }, i) => via.findIndex((one) => one.file === file && one.line === line) === i);
  return near.length === 0 ? at : { ...at, via: near.slice(0, MAX_CONTRIBUTORS) };
}
