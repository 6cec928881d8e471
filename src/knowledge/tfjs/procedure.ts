import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { TraceEvent, TraceNode } from '../../script/trace.ts';
import { type Address, reference } from '../../script/value.ts';
import type { Fact, FactValue } from '../../spec/fact.ts';
import type { CollectContext } from '../script.ts';
import { callOf, isNothing, operatorOf, type TfCall } from './frozen.ts';

type Step = { readonly name: string } & { readonly [parameter: string]: FactValue };

/** Steps that are written out at most: a longer procedure is not known. */
const MOST_STEPS = 2000;
const FITS = /^tf\.LayersModel#(?:fit|fitDataset|trainOnBatch)$/;
const LAYER = /^tf\.(?:layers\.\w+|LayersModel)$/;

/** What a script does to its networks, in order: the fact `train.procedure`. */
export function procedureFacts({ machine: m, make, trace, uncalled }: CollectContext): Map<string, Fact> {
  const writer = new Writer(m, make);
  const steps = writer.steps(trace);
  // Where no way in trains, each function that nothing calls is a way of its own: their order is not known.
  if (!writer.trains || writer.count > MOST_STEPS || writer.first === undefined) {
    if (trace.length > 0 || uncalled.length !== 1) return new Map();
    return procedureFacts({ machine: m, make, trace: uncalled, uncalled: [] });
  }
  return new Map([['train.procedure', { status: 'inferred', value: steps, origin: make.place(writer.first) }]]);
}

class Writer {
  count = 0;
  trains = false;
  first: number | undefined;
  private readonly names = new Map<Address, string>();
  private isCompiled = false;
  /** The script computes penalties itself. */
  private addsPenalties = false;
  private readonly penalized: TfCall[] = [];
  private readonly m: Machine;
  private readonly make: FactMaker;

  constructor(m: Machine, make: FactMaker) {
    this.m = m;
    this.make = make;
  }

  steps(nodes: readonly TraceNode[]): Step[] {
    return nodes.flatMap((node): Step[] => {
      if (node.kind === 'event') return this.event(node);
      if (node.kind === 'call') return this.steps(node.body);
      if (node.kind === 'loop') {
        const body = this.steps(node.body);
        return body.length === 0 ? [] : [this.step('loop', node.site, { body })];
      }
      const [yes, no] = [this.steps(node.consequent), this.steps(node.else)];
      if (yes.length + no.length === 0) return [];
      return node.condition.startsWith('attempt ') ? yes : [this.step('branch', node.site, { yes, no })];
    });
  }

  private step(name: string, site: number, parameters: Readonly<Record<string, FactValue>>): Step {
    this.count++;
    this.first ??= site;
    const { file, line, column, endLine, endColumn } = this.make.place(site);
    const at = {
      file,
      line,
      column,
      ...(endLine === undefined || endColumn === undefined ? {} : { endLine, endColumn }),
    };
    return { name, ...parameters, at };
  }

  private nameOf(model: Address): string {
    const present = this.names.get(model);
    if (present !== undefined) return present;
    const name = `model ${this.names.size + 1}`;
    this.names.set(model, name);
    return name;
  }

  private event(event: TraceEvent): Step[] {
    if (event.name === 'write') return this.write(event);
    const call = callOf(this.m, event.result);
    if (call === undefined) return [];
    if (call.name.startsWith('tf.layers.') && isPenalized(call)) this.penalized.push(call);
    if (/^tf\.LayersModel#calculateLosses$|^tf\.regularizers\.\w+#apply$/.test(call.name)) this.addsPenalties = true;
    if (call.name === 'tf.LayersModel#compile' && call.self !== undefined) {
      this.isCompiled = true;
      return [this.step('compile', event.site, { model: this.nameOf(call.self) })];
    }
    if (FITS.test(call.name)) {
      this.trains = true;
      const shuffled = shuffledBatches(this.m, call);
      return [
        ...(shuffled === undefined ? [] : [this.step('shuffle-batches', shuffled, {})]),
        this.step('fit', event.site, call.self === undefined ? {} : { model: this.nameOf(call.self) }),
      ];
    }
    if (/^tf\.train\.\w+#(?:minimize|applyGradients)$/.test(call.name)) return this.update(event);
    return [];
  }

  private update(event: TraceEvent): Step[] {
    this.trains = true;
    const [first] = this.penalized;
    const isLeftOut = first !== undefined && !this.isCompiled && !this.addsPenalties;
    return [
      ...(isLeftOut ? [this.step('leave-out-penalty', first.site, {})] : []),
      this.step('update', event.site, {}),
    ];
  }

  /** Whether a layer, or all of a network, is trained. */
  private write({ slot, self, site, positional: [value] }: TraceEvent): Step[] {
    if (slot !== 'trainable' || self === undefined || value?.kind !== 'primitive') return [];
    const call = callOf(this.m, reference(self, site));
    if (call === undefined || !LAYER.test(call.name)) return [];
    const models = [...this.names]
      .filter(([model]) => model === self || this.holds(model, self))
      .map(([, name]) => name);
    return models.length === 0 ? [] : [this.step('set-trainable', site, { models })];
  }

  private holds(model: Address, layer: Address): boolean {
    const compiled = [...this.names.keys()].includes(model) ? this.layersOf(model) : [];
    return compiled.includes(layer);
  }

  private layersOf(model: Address): readonly Address[] {
    const held = this.m.memory.read(model, '#layers');
    const list = held?.kind === 'reference' ? this.m.iterate(held, 0) : undefined;
    return list?.flatMap((layer) => (layer.kind === 'reference' ? [layer.address] : [])) ?? [];
  }
}

const isPenalized = (call: TfCall): boolean =>
  [...(call.given[0]?.entries ?? [])].some(([key, value]) => /Regularizer$/.test(key) && !isNothing(value));

/** Where a dataset that is trained on shuffles batches instead of examples. */
function shuffledBatches(m: Machine, fit: TfCall): number | undefined {
  let shuffled: number | undefined;
  let at = fit.name.endsWith('#fitDataset') ? fit.given[0]?.value : undefined;
  for (let depth = 0; depth < 32; depth++) {
    const call = callOf(m, at);
    if (call === undefined) return undefined;
    const operator = operatorOf(call.name);
    if (operator === 'shuffle' && call.self !== undefined) shuffled = call.site;
    else if (operator === 'batch') return shuffled;
    // What takes batches apart again, or makes others of them, is not followed.
    else if (!['prefetch', 'repeat', 'take', 'skip'].includes(operator)) return undefined;
    at = call.self === undefined ? undefined : reference(call.self, call.site);
  }
  return undefined;
}
