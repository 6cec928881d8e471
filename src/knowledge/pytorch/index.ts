import { makeList } from '../../script/expressions.ts';
import type { CallDetail, Library } from '../../script/machine.ts';
import { reference } from '../../script/value.ts';
import { writesRates } from './drawn.ts';
import { callOf as madeBy } from './values.ts';
import { isLoader } from './walk.ts';

/** What accelerate and fabric wrap for the machine is what it was. */
const PREPARED =
  /^(?:accelerate\.(?:accelerator\.)?Accelerator#prepare(?:_\w+)?|lightning(?:\.fabric)?\.Fabric#setup(?:_\w+)?)$/;

/** What of torch and torchvision has a meaning while a script runs; what a run comes to is the collector's. */
export const PYTORCH: Library = {
  resolve(name) {
    if (name.startsWith('torch.nn.modules.loss.')) return `torch.nn.${name.slice('torch.nn.modules.loss.'.length)}`;
    if (name.startsWith('torchvision.transforms.transforms.'))
      return `torchvision.transforms.${name.slice('torchvision.transforms.transforms.'.length)}`;
    if (name.startsWith('torch.optim.') && /^torch\.optim\.(?:sgd|adam|adamw|rmsprop)\./.test(name))
      return `torch.optim.${name.split('.').at(-1)}`;
    return name;
  },
  call(m, call) {
    // `getattr`, indexing and so on of what another call gave stay calls; these are numbers that no script can know.
    if (call.name === 'torch.cuda.is_available' || call.name === 'torch.cuda.device_count')
      return m.unknown('input', 'what hardware there is', call.site);
    const [first] = call.arguments.positional;
    if (/\.InterpolationMode$/.test(call.name) && first?.kind === 'primitive') return first;
    if (PREPARED.test(call.name) && !call.arguments.open && first !== undefined)
      return call.arguments.positional.length === 1
        ? first
        : makeList(m, 'tuple', call.arguments.positional, call.site);
    return undefined;
  },
  followsPasses: writesRates,
  unknownMethod(m, method, args, site) {
    // What has these is a network, or what it is trained by, whoever made it.
    if (method !== 'parameters' && method !== 'backward') return undefined;
    const name = method === 'parameters' ? 'torch.nn.Module#parameters' : 'torch.Tensor#backward';
    const detail: CallDetail = { name, arguments: args, site };
    const result = reference(m.memory.create('call', site, detail), site);
    return { name, result };
  },
  length(m, value, site) {
    const call = madeBy(m, value);
    return call !== undefined && isLoader(call.name)
      ? { kind: 'symbol', terms: [{ coefficient: 1, factors: { 'data.stepsPerEpoch': 1 } }], provenance: site }
      : undefined;
  },
};
