import { SourceError } from '../../spec/errors.ts';
import type { SourceReader } from '../source.ts';
import { decodeText, MAX_BYTES, tooLarge } from './decode.ts';
import { parseJson } from './json.ts';
import { readSpec, type SpecFormat } from './spec.ts';

/** Reads spec files. The YAML parser is loaded for YAML only. */
export const reader: SourceReader = {
  async read({ name, files }, { path, size }) {
    if (path === undefined) throw new SourceError(`${name} is no file`);
    const file = name.replaceAll('\\', '/');
    if (size > MAX_BYTES) throw tooLarge(file);
    const text = decodeText(files.read(path), file);
    const parse = formatOf(path, text) === 'yaml' ? (await import('./yaml.ts')).parseYaml : parseJson;
    return readSpec(text, file, parse).setup;
  },
};

/** By extension; a text of any other that begins as JSON does is JSON, and YAML else. */
function formatOf(path: string, text: string): SpecFormat {
  if (/\.ya?ml$/i.test(path)) return 'yaml';
  if (/\.jsonc?$/i.test(path)) return 'json';
  return /^\s*(?:[{[]|\/[/*])/.test(text) ? 'json' : 'yaml';
}
