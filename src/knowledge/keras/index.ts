import type { CallDetail, Library, Machine } from '../../script/machine.ts';
import { reference, type Value } from '../../script/value.ts';

const PACKAGES = /^(?:tensorflow(?:\.compat\.v[12])?(?:\.python)?\.keras|tf_keras|keras\.src|keras\.api)(?=\.|$)/;
const LOADED = /^keras\.datasets\.\w+\.load_data$/;
const HALF = /^keras\.datasets\.\w+\.(?:train|test)$/;

/** What of Keras has a meaning while a script runs, by whichever package it is imported. */
export const KERAS_LIBRARY: Library = {
  resolve(name) {
    return name.replace(PACKAGES, 'keras').replace(/^keras\.models\.(Sequential|Model)\b/, 'keras.$1');
  },
  iterate(m, self, site) {
    const { name } = m.memory.object(self).detail as CallDetail;
    // `(x_train, y_train), (x_test, y_test) = mnist.load_data()`
    if (LOADED.test(name)) {
      const base = name.replace(/\.load_data$/, '');
      return ['train', 'test'].map((half) => part(m, self, `${base}.${half}`, site));
    }
    return HALF.test(name) ? ['x', 'y'].map((half) => part(m, self, `${name}.${half}`, site)) : undefined;
  },
};

function part(m: Machine, self: number, name: string, site: number): Value {
  const detail: CallDetail = { name, self, arguments: { positional: [], keyword: new Map(), open: false }, site };
  return reference(m.memory.create('call', site, detail), site);
}
