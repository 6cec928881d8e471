import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** The official schema. It is of draft 4, of which it uses nothing that draft 7 changed but the name of its own id. */
const schema: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('sarif-schema-2.1.0.json', import.meta.url), 'utf8'),
);
const { id: _, $schema: __, ...rest } = schema;

/** Whether a log is SARIF 2.1.0; what is wrong with it is in `errors`. */
export const validateSarif = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(rest);
