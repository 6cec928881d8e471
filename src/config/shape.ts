import * as z from 'zod/mini';
import { toJSONSchema } from 'zod/v4/core';
import { SEVERITIES } from '../rule.ts';

interface Note {
  readonly title?: string;
  readonly description?: string;
}

const notes = z.registry<Note>();
const noted = <T extends z.ZodMiniType>(schema: T, description: string): T => {
  notes.add(schema, { description });
  return schema;
};

const filled = z.string().check(z.minLength(1));
const failOn = noted(
  z.enum(['error', 'warning', 'info', 'never']),
  'From this severity on a finding fails the check; "error" where left out.',
);
const severity = noted(
  z.record(filled, z.enum([...SEVERITIES, 'off'])),
  'Severity by rule or facet ("optimizer/lr", "optimizer"); "off" leaves the rule out. The longest selector wins.',
);
const sets = z.record(filled, z.union([z.string(), z.number(), z.boolean()]));

const comparison = z.strictObject({
  a: noted(filled, 'One side: any source, or a glob of files, each of which is compared with b.'),
  b: noted(filled, 'The other side: any source, such as "preset:torchvision/resnet50-v1".'),
  set: z.optional(
    noted(
      z.strictObject({ a: z.optional(sets), b: z.optional(sets) }),
      'Facts and inputs that no file holds, by side, as --set-a and --set-b give them.',
    ),
  ),
  strict: z.optional(noted(z.boolean(), 'Fail too where a fact is known on one side and unknown on the other.')),
});

const assertion = z.strictObject({
  title: noted(filled, 'What is wrong where the assertion does not hold, in a few words.'),
  why: z.optional(noted(filled, 'Why the project wants it.')),
  help: z.optional(noted(filled, 'What to do.')),
  severity: z.optional(z.enum(SEVERITIES)),
  schema: noted(
    z.record(z.string(), z.unknown()),
    'JSON Schema (2020-12, without $ref) that the plain spec must meet. It is checked where every fact that it names is known.',
  ),
});

const override = z.strictObject({
  files: noted(z.array(filled).check(z.minLength(1)), 'Globs; a setup that rests on a file that matches is meant.'),
  severity,
});

/** `resaudit.config.*`, and the field `resaudit` of a package.json. */
export const CONFIG = z.strictObject({
  $schema: z.optional(z.string()),
  compare: z.optional(noted(z.record(filled, comparison), 'Comparisons by name.')),
  lint: z.optional(noted(z.array(filled), 'Sources to lint, or globs of files.')),
  ignore: z.optional(noted(z.array(filled), 'Globs of files that no glob above means.')),
  failOn: z.optional(failOn),
  severity: z.optional(severity),
  options: z.optional(
    noted(
      z.record(filled, z.record(filled, z.number())),
      'Thresholds by rule, as its page lists them: {"optimizer/lr": {"error": 4}}.',
    ),
  ),
  ruleModules: z.optional(
    noted(
      z.array(filled),
      'Modules that export rules of your own: files from here (./checks/seed.mjs), or packages. Their code is run.',
    ),
  ),
  overrides: z.optional(noted(z.array(override), 'Other severities for setups by file; a later one wins.')),
  project: z.optional(
    noted(z.record(filled, assertion), 'Rules of the project by name; the rule is called "project/<name>".'),
  ),
});

export type Config = z.infer<typeof CONFIG>;
export type Assertion = z.infer<typeof assertion>;

/** The JSON Schema of a configuration. */
export function configJsonSchema(): Record<string, unknown> {
  return {
    ...toJSONSchema(CONFIG, { metadata: notes, io: 'input' }),
    title: 'Configuration of resaudit',
  };
}
