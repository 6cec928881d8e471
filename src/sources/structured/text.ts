import type { Setup } from '../../spec/setup.ts';
import { parseJson } from './json.ts';
import { readSpec, type SpecFormat } from './spec.ts';
import { parseYaml } from './yaml.ts';

/**
 * Reads the text of a spec, for callers that have it at hand. Loads the parsers of both formats.
 * @param file the name that origins and messages carry.
 * @throws {SourceError} with every error of the document in `problems`.
 */
export function readSpecText(text: string, file: string, format: SpecFormat): Setup {
  return readSpec(text, file, format === 'yaml' ? parseYaml : parseJson).setup;
}
