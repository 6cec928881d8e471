import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import { unknown } from '../../spec/fact.ts';
import { type FactMap, number, stateArgument } from './facts.ts';
import { argument, type Call, callOf, reachable, unwrap } from './values.ts';

interface Loss {
  readonly kind: string;
  readonly domain?: string;
}

const MODULES: Readonly<Record<string, Loss>> = {
  CrossEntropyLoss: { kind: 'cross-entropy', domain: 'logits' },
  NLLLoss: { kind: 'cross-entropy', domain: 'log-probabilities' },
  BCEWithLogitsLoss: { kind: 'binary-cross-entropy', domain: 'logits' },
  BCELoss: { kind: 'binary-cross-entropy', domain: 'probabilities' },
  MSELoss: { kind: 'mean-squared-error' },
  L1Loss: { kind: 'mean-absolute-error' },
  HuberLoss: { kind: 'huber' },
  SmoothL1Loss: { kind: 'smooth-l1' },
  KLDivLoss: { kind: 'kl-divergence', domain: 'log-probabilities' },
};
const FUNCTIONS: Readonly<Record<string, string>> = {
  cross_entropy: 'CrossEntropyLoss',
  nll_loss: 'NLLLoss',
  binary_cross_entropy_with_logits: 'BCEWithLogitsLoss',
  binary_cross_entropy: 'BCELoss',
  mse_loss: 'MSELoss',
  l1_loss: 'L1Loss',
  huber_loss: 'HuberLoss',
  smooth_l1_loss: 'SmoothL1Loss',
  kl_div: 'KLDivLoss',
};

/** The call that makes a loss a number, with the call that has its options. */
interface Use {
  readonly name: string;
  readonly options: Call;
  readonly functional: boolean;
}

function useOf(m: Machine, call: Call): Use | undefined {
  // `criterion = nn.CrossEntropyLoss().to(device)`
  const owner = call.name.endsWith('#()') && call.self !== undefined ? callOf(m, unwrap(m, receiver(call))) : undefined;
  const module = /^torch\.nn\.(?:modules\.loss\.)?(\w+)$/.exec(owner?.name ?? '')?.[1];
  if (module !== undefined && owner !== undefined && Object.hasOwn(MODULES, module))
    return { name: module, options: owner, functional: false };
  const short = /^torch\.nn\.functional\.(\w+)$/.exec(call.name)?.[1];
  const name = short === undefined ? undefined : FUNCTIONS[short];
  return name === undefined ? undefined : { name, options: call, functional: true };
}

/** The losses that a value which is differentiated was made of; undefined where a part of it is of another kind. */
function lossUses(m: Machine, value: Value | undefined): Use[] | undefined {
  const uses: Use[] = [];
  let isWhole = true;
  const visit = (part: Value | undefined, depth: number): void => {
    if (part?.kind === 'choice' && depth < 12) {
      for (const option of part.options) visit(option.value, depth + 1);
      return;
    }
    if (part?.kind === 'primitive') return;
    const call = callOf(m, part);
    if (call === undefined || depth >= 12) {
      isWhole = false;
      return;
    }
    const use = useOf(m, call);
    if (use !== undefined) uses.push(use);
    else if (/^operator\.(?:add|sub)/.test(call.name))
      for (const operand of call.arguments.positional) visit(operand, depth + 1);
    else if (/^operator\.(?:mul|div)/.test(call.name)) {
      // A factor is a number, or a quantity that no loss hides in.
      const operands = call.arguments.positional;
      const inside = operands.filter((operand) =>
        reachable(m, operand, 60).some((inner) => useOf(m, inner) !== undefined),
      );
      if (inside.length === 0) isWhole = false;
      for (const operand of inside) visit(operand, depth + 1);
    } else if (/#(?:scale|mean|sum)$/.test(call.name)) {
      const inner = call.arguments.positional[0] ?? (call.self === undefined ? undefined : receiver(call));
      visit(inner, depth + 1);
    } else isWhole = false;
  };
  visit(value, 0);
  return isWhole ? uses : undefined;
}

const receiver = (call: Call): Value | undefined =>
  call.self === undefined ? undefined : { kind: 'reference', address: call.self, provenance: call.site };

/** What the losses of a script's `backward` calls come to. */
export function lossFacts(m: Machine, make: FactMaker, differentiated: readonly (Value | undefined)[]): FactMap {
  const facts: FactMap = new Map();
  const all = differentiated.map((value) => lossUses(m, value));
  const uses = all.flatMap((list) => list ?? []);
  const kinds = new Set(uses.map(({ name }) => MODULES[name]?.kind));
  const [first] = uses;
  if (first === undefined) return facts;
  if (all.includes(undefined) || kinds.size !== 1) {
    facts.set('loss.kind', unknown('call', 'the loss has parts of several kinds'));
    return facts;
  }
  const { name, options, functional } = first;
  const loss = MODULES[name];
  if (loss === undefined) return facts;
  const place = make.place(options.site);
  facts.set('loss.kind', { status: 'stated', value: loss.kind, origin: { ...place, raw: name } });
  const domains = new Set(uses.map((use) => MODULES[use.name]?.domain));
  if (loss.domain !== undefined && domains.size === 1)
    facts.set('loss.domain', { status: 'inferred', value: loss.domain, origin: place });
  if (new Set(uses.map((use) => use.options.address)).size > 1) return facts;
  if (name === 'CrossEntropyLoss')
    stateArgument(
      facts,
      make,
      'regularization.labelSmoothing',
      argument(options, functional ? 7 : 5, 'label_smoothing'),
      number,
    );
  stateArgument(facts, make, 'loss.reduction', argument(options, 99, 'reduction'), (plain) =>
    typeof plain === 'string' ? plain : undefined,
  );
  return facts;
}
