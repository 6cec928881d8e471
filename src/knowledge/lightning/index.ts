import type { Arguments, CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import type { Address, Value } from '../../script/value.ts';
import { runTraining, type Training } from './training.ts';

const PACKAGES = /^(?:pytorch_lightning|lightning\.pytorch)(?=\.|$)/;
const CLASSES =
  /^lightning\.(?:\w+\.)*(LightningModule|LightningDataModule|Trainer|LightningCLI|seed_everything)(?=$|#)/;
/** Strategies that run on one device only. */
const SINGLE = /SingleDevice/;
const STRATEGY = /\.(?:\w*Strategy)$/;

/** Lightning's trainer: what `fit` calls of a module of the script, and in what order. One a run. */
export function lightningLibrary(): Library {
  let options: ReadonlyMap<string, Value> = new Map();
  return {
    resolve: (name) => name.replace(PACKAGES, 'lightning').replace(CLASSES, 'lightning.$1'),
    call(m, call) {
      if (call.name === 'lightning.Trainer#fit' && call.self !== undefined) {
        const { arguments: given } = m.memory.object(call.self).detail as CallDetail;
        options = given.keyword;
        const training = trainingOf(m, call, options);
        if (training !== undefined) runTraining(m, training);
        return undefined;
      }
      if (call.name === 'lightning.LightningCLI') {
        options = trainerDefaults(m, call.arguments);
        const training = trainingOfCli(m, call, options);
        if (training !== undefined) runTraining(m, training);
      }
      return undefined;
    },
    isInstance(_m, value, type) {
      // One device needs no strategy that joins several.
      const devices = options.get('devices');
      const nodes = options.get('num_nodes');
      const isOne = devices?.kind === 'primitive' && devices.value === 1 && nodes === undefined;
      if (!isOne || options.has('strategy') || type.kind !== 'library') return undefined;
      if (value.kind !== 'library' || !/\.trainer\.strategy$|#trainer\.strategy$/.test(value.name)) return undefined;
      return STRATEGY.test(type.name) && !SINGLE.test(type.name) && !/\.Strategy$/.test(type.name) ? false : undefined;
    },
  };
}

function trainingOf(m: Machine, call: LibraryCall, options: ReadonlyMap<string, Value>): Training | undefined {
  const { positional, keyword } = call.arguments;
  const module = positional[0] ?? keyword.get('model');
  if (module?.kind !== 'reference' || m.memory.object(module.address).kind !== 'instance') return undefined;
  const loaders = positional[1] ?? keyword.get('train_dataloaders') ?? keyword.get('train_dataloader');
  const given = keyword.get('datamodule') ?? loaders;
  const isModule = given?.kind === 'reference' && m.memory.object(given.address).kind === 'instance';
  return {
    module,
    data: isModule ? given : undefined,
    train: isModule ? undefined : loaders,
    evaluate: positional[2] ?? keyword.get('val_dataloaders'),
    options,
    site: call.site,
  };
}

/** The command line makes the module, and the data module, from the defaults of their parameters. */
function trainingOfCli(m: Machine, call: LibraryCall, options: ReadonlyMap<string, Value>): Training | undefined {
  const { positional, keyword } = call.arguments;
  const seed = keyword.get('seed_everything_default');
  if (seed !== undefined && seed.kind === 'primitive' && typeof seed.value === 'number')
    m.recorder.add({
      kind: 'event',
      name: 'lightning.seed_everything',
      positional: [seed],
      keyword: new Map(),
      site: call.site,
    });
  const module = made(m, positional[0] ?? keyword.get('model_class'), call.site);
  if (module === undefined) return undefined;
  const data = made(m, positional[1] ?? keyword.get('datamodule_class'), call.site);
  return { module, data, train: undefined, evaluate: undefined, options, site: call.site };
}

function made(m: Machine, cls: Value | undefined, site: number): Value | undefined {
  if (cls?.kind !== 'reference' || m.memory.object(cls.address).kind !== 'class') return undefined;
  return m.call(cls, withoutDefaults(m, cls.address, site), site);
}

/** Parameters that have no default are options that the command line must give. */
function withoutDefaults(m: Machine, cls: Address, site: number): Arguments {
  const init = m.memory.read(cls, '__init__');
  const object = init?.kind === 'reference' ? m.memory.object(init.address) : undefined;
  const parameters =
    object?.kind === 'function'
      ? (object.detail as { definition: { parameters: readonly { name?: string; kind: string; default?: unknown }[] } })
          .definition.parameters
      : [];
  const needed = parameters
    .slice(1)
    .filter((one) => one.default === undefined && /^(?:positional|keyword-only)$/.test(one.kind));
  return {
    positional: [],
    keyword: new Map(
      needed.map(({ name = '' }) => [name, m.given(name) ?? m.unknown('input', `the option ${name}`, site)] as const),
    ),
    open: false,
  };
}

function trainerDefaults(m: Machine, { keyword }: Arguments): ReadonlyMap<string, Value> {
  const given = keyword.get('trainer_defaults');
  if (given?.kind !== 'reference') return new Map();
  return new Map(
    m.memory.keys(given.address).flatMap((key) => {
      const value = m.memory.read(given.address, key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}
