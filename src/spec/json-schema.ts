import { toJSONSchema } from 'zod/v4/core';
import { specSchema } from './schema.ts';

/** The JSON Schema (draft 2020-12) of a spec document, for editors. */
export function specJsonSchema(): Record<string, unknown> {
  const { schema, notes } = specSchema();
  const { $schema, ...rest } = toJSONSchema(schema, {
    target: 'draft-2020-12',
    metadata: notes,
    io: 'input',
  });
  return JSON.parse(JSON.stringify({ $schema, ...rest }));
}
