import type { CallDetail, Library, LibraryCall, Machine } from '../../script/machine.ts';
import { reference, type Value } from '../../script/value.ts';
import { type Frozen, freeze } from '../tfjs/frozen.ts';

const PACKAGES = /^onnxruntime-(?:web|node|common|react-native)(?:\/\w+)?(?:\.default)?(?=[.#]|$)/;

/** A tensor that a script makes for ONNX Runtime, with what it was given as it was then. */
export interface OrtTensor extends CallDetail {
  readonly given: readonly Frozen[];
}

export const TENSOR = 'ort.Tensor';

/** ONNX Runtime in the browser and in Node. */
export const ORT_LIBRARY: Library = {
  resolve: (name) => name.replace(PACKAGES, 'ort'),
  call(m, call) {
    return call.name === TENSOR ? tensor(m, call) : undefined;
  },
};

function tensor(m: Machine, { name, arguments: args, site }: LibraryCall): Value {
  const detail: OrtTensor = { name, arguments: args, site, given: args.positional.map((value) => freeze(m, value)) };
  return reference(m.memory.create('call', site, detail), site);
}
