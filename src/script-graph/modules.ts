import { containerOf, heldBy, type Member } from '../knowledge/pytorch/containers.ts';
import { placed } from '../knowledge/pytorch/walk.ts';
import type { CollectContext } from '../knowledge/script.ts';
import { knownItems } from '../script/lists.ts';
import type { Machine } from '../script/machine.ts';
import { libraryBase } from '../script/python/classes.ts';
import type { Address, Value } from '../script/value.ts';
import { layerKind, layerName, type Weight } from './layers.ts';
import { detailAt, NotFollowed, numberOf } from './values.ts';

const MODULE = /^torch\.nn\.(?:modules\.\w+\.)?(?:Module|Sequential|ModuleList|ModuleDict)$|\.LightningModule$/;
const PARAMETER = /^torch\.nn\.(?:parameter\.)?Parameter$/;

/** Whether an object is a module whose class the script defines. */
export function isOwnModule(m: Machine, address: Address): boolean {
  return m.memory.object(address).kind === 'instance' && MODULE.test(libraryBase(m, address) ?? '');
}

/** Whether a value is a module that can be followed. */
export function isModule(m: Machine, value: Value): value is Extract<Value, { kind: 'reference' }> {
  if (value.kind !== 'reference') return false;
  const name = detailAt(m, value.address)?.name ?? '';
  return isOwnModule(m, value.address) || (layerName(name) !== undefined && !PARAMETER.test(name));
}

/** The modules inside a module, by name, in order. */
export function membersOf(m: Machine, address: Address): readonly Member[] {
  const { provenance } = m.memory.object(address);
  const detail = detailAt(m, address);
  const isContainer = detail === undefined || containerOf(detail.name) !== undefined;
  const slots = m.memory.keys(address);
  if (!isContainer) {
    if (slots.length > 0) throw new NotFollowed(`${detail.name}.${slots[0]} is replaced`, detail.site);
    return [];
  }
  const held = heldBy(m, address, provenance);
  if (held === undefined) throw new NotFollowed('the members of a container are not known', detail?.site ?? provenance);
  const members = new Map(held.map(({ name, value }) => [name, value]));
  for (const slot of slots) {
    const value = m.memory.read(address, slot);
    if (value === undefined || value.kind === 'missing') continue;
    const name = slot.replace(/^\[(?:[a-z]+:)?(.*)\]$/, '$1');
    if (name !== slot && !members.has(name))
      throw new NotFollowed('a member is written under an index that is not known', value.provenance);
    members.set(name, value);
  }
  return [...members].map(([name, value]) => ({ name, value }));
}

/** A network's modules and parameters, from its attributes: what `named_modules` and `named_parameters` give. */
export interface ModuleTree {
  /** Names of modules by address; the first where one stands under several. */
  readonly paths: ReadonlyMap<Address, string>;
  readonly parameters: readonly Weight[];
  /** Why the parameters may not be all. */
  readonly open: { readonly text: string; readonly site: number } | undefined;
}

/** Most modules that are looked at. */
const MOST = 20_000;

export function moduleTree(m: Machine, root: Address): ModuleTree {
  const paths = new Map<Address, string>();
  const parameters: Weight[] = [];
  let open: ModuleTree['open'];
  const doubt = (text: string, site: number): void => {
    open ??= { text, site };
  };
  const visit = (address: Address, path: string): void => {
    if (paths.has(address)) return;
    paths.set(address, path);
    if (paths.size > MOST) throw new NotFollowed(`more than ${MOST} modules`, m.memory.object(address).provenance);
    const within = (name: string): string => (path === '' ? name : `${path}.${name}`);
    const detail = detailAt(m, address);
    if (detail !== undefined && containerOf(detail.name) === undefined) {
      const kind = layerKind(m, detail);
      if (kind === undefined) doubt(`${detail.name} is not followed`, detail.site);
      for (const weight of kind?.parameters ?? []) parameters.push({ ...weight, name: within(weight.name) });
    }
    for (const { name, value } of membersOf(m, address)) {
      if (isModule(m, value)) visit(value.address, within(name));
      else {
        const shape = parameterShape(m, value);
        if (shape === 'unknown') doubt(`the shape of ${name} is not known`, value.provenance);
        else if (shape !== undefined) own(value, { name: within(name), shape });
        else if (mayHold(m, value)) doubt(`${name} is not followed`, value.provenance);
      }
    }
  };
  const own = (value: Value, weight: Weight): void => {
    if (value.kind !== 'reference' || paths.has(value.address)) return;
    paths.set(value.address, weight.name);
    parameters.push(weight);
  };
  visit(root, '');
  return { paths, parameters, open };
}

/** Methods of modules that leave the modules and parameters in them as they are, or whose change is seen in attributes. */
const FOLLOWED = new RegExp(
  `^(?:${[
    '\\(\\)|__init__|__repr__|__len__|__getitem__|__iter__|__contains__|forward|extra_repr|training|device|dtype',
    'add_module|register_module|register_parameter|register_buffer|register_\\w*hook|append|extend|insert|pop|clear|update',
    'train|eval|to|to_empty|cuda|cpu|half|float|double|bfloat16|type|share_memory|compile|requires_grad_|zero_grad|apply',
    '(?:named_)?(?:parameters|modules|children|buffers)|get_\\w+|keys|values|items|state_dict|load_state_dict',
    'log|log_dict|print|logger|trainer|hparams|save_hyperparameters|optimizers|lr_schedulers|manual_backward|clip_gradients',
    'current_epoch|global_step|global_rank|local_rank|on_gpu|automatic_optimization|toggle_optimizer|untoggle_optimizer',
  ].join('|')})$`,
);

/** A change of a network that its attributes do not show, such as a write into `_modules`. */
export function changeBeside(
  { machine: m, trace, uncalled }: CollectContext,
  tree: ModuleTree,
): NotFollowed | undefined {
  for (const { event } of [...placed(trace), ...placed(uncalled)]) {
    const { name, self, slot, site } = event;
    if (self === undefined || !tree.paths.has(self) || m.memory.object(self).kind !== 'instance') continue;
    const [member = ''] = (name === 'write' ? (slot ?? '') : name.slice(name.indexOf('#') + 1)).split(/[.[#]/);
    const isSeen = name === 'write' ? !/^_(?:modules|parameters)$/.test(member) : FOLLOWED.test(member);
    if (!isSeen) return new NotFollowed(`what ${member} changes in the network is not followed`, site);
  }
  return undefined;
}

/** The shape of an `nn.Parameter`; undefined for what is none. */
export function parameterShape(m: Machine, value: Value): readonly number[] | 'unknown' | undefined {
  const detail = value.kind === 'reference' ? detailAt(m, value.address) : undefined;
  if (detail === undefined || !PARAMETER.test(detail.name)) return undefined;
  return madeShape(m, detail.arguments.positional[0]) ?? 'unknown';
}

/** The shape of a tensor that is made by its sizes, such as `torch.zeros(1, 64)`. */
export function madeShape(m: Machine, value: Value | undefined): readonly number[] | undefined {
  const detail = value?.kind === 'reference' ? detailAt(m, value.address) : undefined;
  if (detail === undefined || !/^torch\.(?:zeros|ones|randn|rand|empty)$/.test(detail.name)) return undefined;
  if (detail.arguments.open) return undefined;
  const { positional } = detail.arguments;
  const [first] = positional;
  const sizes = (positional.length === 1 && first !== undefined ? knownItems(m, first) : undefined) ?? positional;
  const shape = sizes.flatMap((size) => numberOf(size) ?? []);
  return shape.length === sizes.length && shape.length > 0 ? shape : undefined;
}

/** Whether a value that is no known module may be, or hold, one with parameters. */
export function mayHold(m: Machine, value: Value): boolean {
  switch (value.kind) {
    case 'choice':
      return value.options.some((option) => isModule(m, option.value) || mayHold(m, option.value));
    case 'unknown':
      return value.reason !== 'input';
    case 'reference': {
      const detail = detailAt(m, value.address);
      if (detail !== undefined)
        return !/^(?:torch\.(?:zeros|ones|tensor|arange|linspace)|operator\.\S+)$/.test(detail.name);
      // What a class of a library, or an unknown one, has from it may be anything.
      return (
        m.memory.object(value.address).kind === 'instance' &&
        (libraryBase(m, value.address) !== undefined || m.memory.read(value.address, '#open') !== undefined)
      );
    }
    default:
      return false;
  }
}
