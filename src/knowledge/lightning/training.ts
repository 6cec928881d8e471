import { type Arguments, type CallDetail, type Machine, ScriptThrow } from '../../script/machine.ts';
import { primitive, type Value } from '../../script/value.ts';
import { optimizersIn, schedulerIn } from './hooks.ts';

/** What `fit` was given. */
export interface Training {
  readonly module: Value;
  /** A data module, where there is one. */
  readonly data: Value | undefined;
  readonly train: Value | undefined;
  readonly evaluate: Value | undefined;
  /** Arguments of the trainer. */
  readonly options: ReadonlyMap<string, Value>;
  readonly site: number;
}

/** Calls the hooks of a module in the order of the trainer, in the loops of the trainer. */
export function runTraining(m: Machine, training: Training): void {
  const { module, data, options, site } = training;
  m.recorder.add({ kind: 'event', name: 'lightning.options', positional: [], keyword: options, site });
  for (const owner of [data, module]) {
    hook(m, owner, 'prepare_data', [], site);
    hook(m, owner, 'setup', [primitive('fit', site)], site);
  }
  hook(m, module, 'configure_model', [], site);
  const configured = hook(m, module, 'configure_optimizers', [], site);
  const { optimizers, schedulers } =
    configured === undefined ? { optimizers: [], schedulers: [] } : optimizersIn(m, configured);
  const stepped = schedulers.map((one) => schedulerIn(m, one));
  const train =
    training.train ??
    hook(m, data ?? module, 'train_dataloader', [], site) ??
    hook(m, module, 'train_dataloader', [], site);
  const evaluate =
    training.evaluate ??
    hook(m, data ?? module, 'val_dataloader', [], site) ??
    hook(m, module, 'val_dataloader', [], site);
  const epochs = options.get('max_epochs') ?? m.unknown('not-stated', 'max_epochs of the trainer', site);
  const stepAll = (interval: string): void => {
    for (const one of stepped)
      if (one.interval.kind === 'primitive' && one.interval.value === interval) step(m, one.scheduler, site);
  };
  loop(m, epochs, undefined, site, () => {
    event(m, 'torch.nn.Module#train', module, [], site);
    if (train !== undefined)
      loop(m, m.lengthOf(train, site), train, site, () => {
        const loss = hook(
          m,
          module,
          'training_step',
          [m.elementOf(train, site), m.unknown('loop', 'the index of a batch', site)],
          site,
        );
        const value = loss === undefined ? undefined : lossIn(m, loss);
        if (value !== undefined) event(m, 'torch.Tensor#backward', undefined, [value], site);
        now(m, options.get('accumulate_grad_batches'), site, () => {
          for (const optimizer of optimizers) step(m, optimizer, site);
          stepAll('step');
          for (const optimizer of optimizers) event(m, `${nameOf(m, optimizer)}#zero_grad`, optimizer, [], site);
        });
      });
    if (evaluate !== undefined) {
      event(m, 'torch.nn.Module#eval', module, [], site);
      loop(m, m.lengthOf(evaluate, site), evaluate, site, () => {
        hook(
          m,
          module,
          'validation_step',
          [m.elementOf(evaluate, site), m.unknown('loop', 'the index of a batch', site)],
          site,
        );
      });
      event(m, 'torch.nn.Module#train', module, [], site);
    }
    stepAll('epoch');
  });
}

/** What is done with each batch, or where gradients are accumulated, with some of them. */
function now(m: Machine, accumulated: Value | undefined, site: number, run: () => void): void {
  if (accumulated === undefined || (accumulated.kind === 'primitive' && accumulated.value === 1)) {
    run();
    return;
  }
  const { nodes } = m.recorder.apart(run);
  m.recorder.add({ kind: 'branch', condition: `accumulated ${site}`, site, consequent: nodes, else: [] });
}

/** Runs a method that the script itself defines; undefined where it has none. */
function hook(
  m: Machine,
  owner: Value | undefined,
  name: string,
  given: readonly Value[],
  site: number,
): Value | undefined {
  if (owner?.kind !== 'reference' || m.memory.object(owner.address).kind !== 'instance') return undefined;
  const method = m.semantics.lookup(m, owner.address, name, site);
  if (method?.kind !== 'builtin' || !method.name.startsWith('method ')) return undefined;
  const args: Arguments = { positional: given, keyword: new Map(), open: false };
  try {
    return m.call(method, args, site);
  } catch (error) {
    if (error instanceof ScriptThrow) return undefined;
    throw error;
  }
}

function loop(m: Machine, bound: Value, iterable: Value | undefined, site: number, run: () => void): void {
  m.recorder.within(
    () => m.attempt(run),
    (body) => ({ kind: 'loop', site, bound, body, ...(iterable === undefined ? {} : { iterable }) }),
  );
}

function event(m: Machine, name: string, self: Value | undefined, positional: readonly Value[], site: number): void {
  const address = self?.kind === 'reference' ? self.address : undefined;
  m.recorder.add({
    kind: 'event',
    name,
    ...(address === undefined ? {} : { self: address }),
    positional,
    keyword: new Map(),
    site,
  });
}

function step(m: Machine, object: Value, site: number): void {
  event(m, `${nameOf(m, object)}#step`, object, [], site);
}

function nameOf(m: Machine, value: Value): string {
  const object = value.kind === 'reference' ? m.memory.object(value.address) : undefined;
  return object?.kind === 'call' ? (object.detail as CallDetail).name : '';
}

/** `training_step` gives the loss, or a dict that holds it. */
function lossIn(m: Machine, given: Value): Value | undefined {
  if (given.kind !== 'reference' || m.memory.object(given.address).kind !== 'dict') return given;
  return m.memory.read(given.address, 'loss');
}
