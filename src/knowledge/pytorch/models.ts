import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { TraceEvent } from '../../script/trace.ts';
import { type Address, identical, type Value } from '../../script/value.ts';
import { unknown } from '../../spec/fact.ts';
import { boolean, type FactMap, number } from './facts.ts';
import { argument, type Call, callAt, callOf, unwrap } from './values.ts';

/** The network whose parameters an optimizer was given; undefined where it could be one of several. */
export function networkOf(m: Machine, optimizer: Call): Value | undefined {
  const params = argument(optimizer, 0, 'params');
  if (params === undefined || params === 'open') return undefined;
  const networks = optionsOf(params).flatMap((option) => ownersOf(m, option));
  const [first] = networks;
  return networks.every((one) => one !== undefined && first !== undefined && identical(one, first)) ? first : undefined;
}

const optionsOf = (value: Value): readonly Value[] =>
  value.kind === 'choice' ? value.options.map((option) => option.value) : [value];

function ownersOf(m: Machine, params: Value): (Value | undefined)[] {
  let call = callOf(m, params);
  // `filter(lambda p: p.requires_grad, model.parameters())`
  if (call?.name === 'filter') call = callOf(m, call.arguments.positional[1]);
  if (call === undefined || !/#parameters$/.test(call.name) || call.self === undefined) return [undefined];
  return bare(m, { kind: 'reference', address: call.self, provenance: call.site }, 0);
}

/** The network under its wrappers, on every way that it may have been wrapped. */
function bare(m: Machine, value: Value, depth: number): (Value | undefined)[] {
  if (depth > 12) return [undefined];
  const inner = unwrap(m, value);
  if (inner?.kind === 'choice') return optionsOf(inner).flatMap((option) => bare(m, option, depth + 1));
  return [inner];
}

/** Whether a network is as its library made it: nothing replaced, re-initialized, or asked for but classes and weights. */
export function isAsMade(m: Machine, network: Value | undefined, events: readonly TraceEvent[]): boolean {
  const call = callOf(m, network);
  if (call === undefined || call.arguments.open) return false;
  // The same names mean other networks in other libraries.
  const name = TORCHVISION.exec(call.name)?.[1];
  if (name === undefined || call.arguments.positional.length > 2) return false;
  // With weights, these take away heads and scale their input.
  if (
    /^(?:googlenet|inception_v3)$/.test(name) &&
    (call.arguments.positional.length > 0 || call.arguments.keyword.size > 0)
  )
    return false;
  const ordinary = /^(?:weights|pretrained|num_classes|progress|model_name)$/;
  if ([...call.arguments.keyword.keys()].some((name) => !ordinary.test(name))) return false;
  return !events.some(
    ({ name, self }) =>
      /^torch\.nn\.init\./.test(name) || (name === 'write' && (self === call.address || isPartOf(m, self, call))),
  );
}

function isPartOf(m: Machine, self: Address | undefined, call: Call): boolean {
  const owner = callAt(m, self);
  return owner?.self === call.address || owner?.name.startsWith(`${call.name}#`) === true;
}

const TORCHVISION = /^torchvision\.models\.(?:\w+\.)?([a-z]\w*)$/;

/** What a network by its library name is, and what weights it starts from. */
export function networkFacts(m: Machine, make: FactMaker, network: Value | undefined): FactMap {
  const facts: FactMap = new Map();
  const call = callOf(m, network);
  if (call === undefined) return facts;
  const name = TORCHVISION.exec(call.name)?.[1];
  const origin = make.place(call.site);
  if (name !== undefined) {
    facts.set('model.name', { status: 'stated', value: name, origin: { ...origin, raw: name } });
    weights(facts, make, call);
    const classes = call.arguments.keyword.get('num_classes');
    if (classes !== undefined)
      facts.set(
        'model.head.classes',
        make.fact(classes, (plain) => (Number.isInteger(plain) ? number(plain) : undefined)),
      );
  } else if (/^timm\.(?:models\.(?:factory\.)?)?create_model$/.test(call.name)) {
    const id = argument(call, 0, 'model_name');
    if (id !== undefined && id !== 'open')
      facts.set(
        'model.name',
        make.fact(id, (plain) => (typeof plain === 'string' ? plain : undefined)),
      );
    const pretrained = argument(call, 1, 'pretrained');
    if (pretrained === undefined)
      facts.set('model.pretrained', {
        status: 'default',
        value: false,
        origin: { kind: 'default', library: 'timm', parameter: 'timm.create_model(pretrained)' },
      });
    else if (pretrained !== 'open') facts.set('model.pretrained', make.fact(pretrained, boolean));
  }
  return facts;
}

function weights(facts: FactMap, make: FactMaker, call: Call): void {
  const given =
    call.arguments.keyword.get('weights') ?? call.arguments.keyword.get('pretrained') ?? call.arguments.positional[0];
  if (given === undefined) {
    if (call.arguments.open) facts.set('model.pretrained', unknown('call', 'it may have been spread into the call'));
    else
      facts.set('model.pretrained', {
        status: 'default',
        value: false,
        origin: { kind: 'default', library: 'torchvision', parameter: `${call.name}(weights)` },
      });
    return;
  }
  if (given.kind === 'library') {
    facts.set('model.pretrained', { status: 'inferred', value: true, origin: make.origin(given.provenance) });
    const id = given.name.split('.').at(-1) ?? '';
    if (/^[A-Z0-9_]+$/.test(id) && id !== 'DEFAULT')
      facts.set('model.weights.id', { status: 'stated', value: id, origin: make.origin(given.provenance, id) });
    facts.set('model.weights.source', {
      status: 'inferred',
      value: 'torchvision',
      origin: make.origin(given.provenance),
    });
    return;
  }
  if (given.kind === 'primitive' && given.value === null) {
    facts.set('model.pretrained', { status: 'inferred', value: false, origin: make.origin(given.provenance) });
    return;
  }
  if (given.kind === 'primitive' && typeof given.value === 'string') {
    facts.set('model.pretrained', { status: 'inferred', value: true, origin: make.origin(given.provenance) });
    if (given.value !== 'DEFAULT')
      facts.set(
        'model.weights.id',
        make.fact(given, (plain) => (typeof plain === 'string' ? plain : undefined)),
      );
    return;
  }
  facts.set('model.pretrained', make.fact(given, boolean));
}
