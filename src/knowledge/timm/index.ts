import { makeList } from '../../script/expressions.ts';
import type { CallDetail, Library, Machine } from '../../script/machine.ts';
import { primitive, reference, type Value } from '../../script/value.ts';

/** What `optimizer_kwargs` takes from the options of a script, by the name of the keyword; timm 1.0. */
const OPTIMIZER = { opt: 'opt', lr: 'lr', weight_decay: 'weight_decay', momentum: 'momentum' } as const;
/** What it takes where it is there and not None. */
const OPTIMIZER_OPTIONAL = {
  eps: 'opt_eps',
  betas: 'opt_betas',
  layer_decay: 'layer_decay',
  layer_decay_min_scale: 'layer_decay_min_scale',
} as const;
/** What `scheduler_kwargs` takes, with what stands in for an option that is not there. */
const SCHEDULER: Readonly<Record<string, readonly [option: string, fallback: number | boolean | null]>> = {
  num_epochs: ['epochs', 100],
  decay_epochs: ['decay_epochs', 30],
  warmup_epochs: ['warmup_epochs', 5],
  cooldown_epochs: ['cooldown_epochs', 0],
  patience_epochs: ['patience_epochs', 10],
  decay_rate: ['decay_rate', 0.1],
  min_lr: ['min_lr', 0],
  warmup_lr: ['warmup_lr', 1e-5],
  warmup_prefix: ['warmup_prefix', false],
  noise: ['lr_noise', null],
  cycle_mul: ['lr_cycle_mul', 1],
  cycle_decay: ['lr_cycle_decay', 0.1],
  cycle_limit: ['lr_cycle_limit', 1],
  k_decay: ['lr_k_decay', 1],
};

const CREATE_SCHEDULER = /^timm\.scheduler\.(?:scheduler_factory\.)?create_scheduler(?:_v2)?$/;

/** The helpers of timm that turn options of a script into arguments, as timm 1.0 has them. */
export const TIMM_LIBRARY: Library = {
  resolve: (name) =>
    name
      .replace(/^timm\.optim\.(?:optim_factory|_optim_factory)\./, 'timm.optim.')
      .replace(/^timm\.scheduler\.scheduler_factory\./, 'timm.scheduler.')
      .replace(/^timm\.data\.loader\./, 'timm.data.')
      .replace(/^timm\.create_model$/, 'timm.models.create_model'),
  call(m, call) {
    const given = call.arguments.positional[0] ?? call.arguments.keyword.get('cfg');
    if (given === undefined || call.arguments.open) return undefined;
    if (call.name === 'timm.optim.optimizer_kwargs') return optimizerArguments(m, given, call.site);
    return call.name === 'timm.scheduler.scheduler_kwargs' ? schedulerArguments(m, given, call.site) : undefined;
  },
  iterate(m, self, site) {
    const { name, arguments: args } = m.memory.object(self).detail as CallDetail;
    if (!CREATE_SCHEDULER.test(name)) return undefined;
    const detail: CallDetail = { name: 'timm.scheduler.Scheduler', self, arguments: args, site };
    return [reference(m.memory.create('call', site, detail), site), epochsOf(m, args.keyword, site)];
  },
};

function optimizerArguments(m: Machine, options: Value, site: number): Value {
  const dict = m.memory.create('dict', site);
  for (const [keyword, option] of Object.entries(OPTIMIZER))
    m.memory.write(dict, keyword, m.member(options, option, site));
  for (const [keyword, option] of Object.entries(OPTIMIZER_OPTIONAL)) {
    const value = attribute(m, options, option, null, site);
    if (!(value.kind === 'primitive' && value.value === null)) m.memory.write(dict, keyword, value);
  }
  return reference(dict, site);
}

function schedulerArguments(m: Machine, options: Value, site: number): Value {
  const dict = m.memory.create('dict', site);
  m.memory.write(dict, 'sched', m.member(options, 'sched', site));
  for (const [keyword, [option, fallback]] of Object.entries(SCHEDULER))
    m.memory.write(dict, keyword, attribute(m, options, option, fallback, site));
  m.memory.write(dict, 'decay_milestones', milestones(m, options, site));
  const onUpdates = attribute(m, options, 'sched_on_updates', false, site);
  const onEpochs =
    onUpdates.kind === 'primitive'
      ? primitive(onUpdates.value !== true, onUpdates.provenance)
      : m.unknown('call', 'whether the schedule counts epochs', site);
  m.memory.write(dict, 'step_on_epochs', onEpochs);
  return reference(dict, site);
}

function milestones(m: Machine, options: Value, site: number): Value {
  const fallback = makeList(m, 'list', [primitive(30, site, false), primitive(60, site, false)], site);
  return getattr(m, options, 'decay_milestones', fallback, site);
}

const attribute = (m: Machine, options: Value, name: string, fallback: number | boolean | null, site: number): Value =>
  getattr(m, options, name, primitive(fallback, site), site);

function getattr(m: Machine, object: Value, name: string, fallback: Value, site: number): Value {
  const args = {
    positional: [object, primitive(name, site), fallback],
    keyword: new Map<string, Value>(),
    open: false,
  };
  return m.call({ kind: 'builtin', name: 'getattr', provenance: site }, args, site);
}

/** Epochs of the run that a scheduler is made for: those of its cycle, and those at the end. */
function epochsOf(m: Machine, keyword: ReadonlyMap<string, Value>, site: number): Value {
  const [epochs, cooldown, prefix, limit] = ['num_epochs', 'cooldown_epochs', 'warmup_prefix', 'cycle_limit'].map(
    (name) => keyword.get(name),
  );
  const isPlain =
    (prefix === undefined || (prefix.kind === 'primitive' && prefix.value === false)) &&
    (limit === undefined || (limit.kind === 'primitive' && limit.value === 1));
  if (epochs === undefined || !isPlain) return m.unknown('call', 'the epochs that timm runs for', site);
  const isNone = cooldown === undefined || (cooldown.kind === 'primitive' && cooldown.value === 0);
  return isNone ? epochs : m.binary('add.py', epochs, cooldown, site);
}
