import type { SourceReader } from '../source.ts';
import { readPreset } from './preset.ts';

/** Reads `preset:NAME`. */
export const reader: SourceReader = {
  async read({ name }) {
    const { setup } = await readPreset(name.slice('preset:'.length));
    return { ...setup, name };
  },
};
