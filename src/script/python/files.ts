import type { Site } from '../ir.ts';
import type { Arguments, CallDetail, Machine } from '../machine.ts';
import type { Address, Value } from '../value.ts';
import { primitive } from '../value.ts';

const NONE = primitive(null);

/** The path of the file whose text a value is: `open('x').read()`. */
function pathOfText(m: Machine, value: Value | undefined): string | undefined {
  const read = callAt(m, value);
  return read?.name === 'open#read' && read.self !== undefined ? pathOfFile(m, read.self) : undefined;
}

/** The path of an opened file. */
function pathOfFile(m: Machine, address: Address): string | undefined {
  const object = m.memory.object(address);
  const detail = object.kind === 'call' ? (object.detail as CallDetail) : undefined;
  const path = detail?.name === 'open' ? detail.arguments.positional[0] : undefined;
  return path?.kind === 'primitive' && typeof path.value === 'string' ? path.value : undefined;
}

function callAt(m: Machine, value: Value | undefined): CallDetail | undefined {
  if (value?.kind !== 'reference') return undefined;
  const object = m.memory.object(value.address);
  return object.kind === 'call' ? (object.detail as CallDetail) : undefined;
}

/** `exec`: the text of a file of the project runs in the module; of any other text every name of the module may be another. */
export function execute(m: Machine, self: Value | undefined, args: Arguments, site: Site): Value {
  if (self?.kind !== 'reference') return NONE;
  const path = args.positional.length === 1 && !args.open ? pathOfText(m, args.positional[0]) : undefined;
  const module = path === undefined ? undefined : m.loader.file?.(path);
  if (module !== undefined) {
    m.modules.declareNames(m, self.address, module.locals);
    m.execute(module.body, { scope: self.address, module: self.address, regions: [] });
    return NONE;
  }
  const what = path === undefined ? 'exec' : `exec of ${path}`;
  for (const key of m.memory.keys(self.address))
    if (m.memory.read(self.address, key)?.kind === 'primitive' && !key.startsWith('__'))
      m.memory.write(self.address, key, m.unknown('call', `${key} may have been changed by ${what}`, site));
  return NONE;
}
