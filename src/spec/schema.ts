import * as z from 'zod/mini';
import { kindSchema } from './kind-schema.ts';
import type { PathEntry } from './paths.ts';
import { PART_NAME, SPEC_TREE, type SpecBranch, type SpecLeaf, type SpecTree } from './tree.ts';

/** What the JSON Schema says of a part beside its shape. */
interface PartNotes {
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly [key: string]: unknown;
}

export interface SpecSchema {
  /** What a spec document may be. */
  readonly schema: z.ZodMiniType;
  /** Title, description and unit of each part, for the JSON Schema. */
  readonly notes: ReturnType<typeof z.registry<PartNotes>>;
}

/** Builds the schema of a spec document from the table of fact paths. */
export function specSchema(): SpecSchema {
  const notes = z.registry<PartNotes>();
  const shared = new Map<string, z.ZodMiniType>();
  const note = (schema: z.ZodMiniType, about: PartNotes): z.ZodMiniType => {
    notes.add(schema, about);
    return schema;
  };

  /** The three phases of preprocessing have the same shape, which is written once. */
  const build = (tree: SpecTree): z.ZodMiniType => {
    const phase = /^preprocess\.(?:train|eval|serve)$/.test(tree.path);
    const key = phase ? 'preprocess.*' : tree.path;
    const present = shared.get(key);
    if (present !== undefined) return present;
    const made = tree.kind === 'leaf' ? leaf(tree) : branch(tree, key);
    shared.set(key, made);
    return made;
  };

  const leaf = ({ path, entry }: SpecLeaf): z.ZodMiniType =>
    note(z.nullable(kindSchema(entry.value)), {
      title: generic(path),
      description: describeLeaf(entry),
      ...(entry.unit === undefined ? {} : { 'x-unit': entry.unit }),
    });

  const shapeOf = (tree: SpecBranch): Record<string, z.ZodMiniType> => ({
    ...Object.fromEntries([...tree.children].map(([key, child]) => [key, z.optional(build(child))])),
    closed: z.optional(
      note(z.boolean(), { description: 'Whether this was read whole: what is not in it is known not to be there.' }),
    ),
  });

  const branch = (tree: SpecBranch, key: string): z.ZodMiniType => {
    const object = z.strictObject(shapeOf(tree));
    const main = tree.main === undefined ? [] : [kindSchema(tree.main.entry.value)];
    return note(z.union([object, ...main, z.null()]), {
      title: key,
      description: describeBranch(tree, key),
      // Only what stands more than once, or is large, is worth a definition of its own.
      ...(key === 'preprocess.*' || !key.includes('.') ? { id: key.replace('.*', '-phase') } : {}),
    });
  };

  const body = shapeOf(SPEC_TREE);
  const part = note(z.strictObject(body), {
    id: 'part',
    description: 'A phase, a network or an optimizer: facts of its own; what it does not say is as the setup says.',
  });
  const parts = z.record(z.string().check(z.regex(PART_NAME)), part);
  const schema = z.strictObject({
    $schema: z.optional(z.string()),
    title: z.optional(note(z.string(), { description: 'What the setup is, in a few words.' })),
    notes: z.optional(note(z.string(), { description: 'Anything worth knowing; not compared.' })),
    citations: z.optional(
      note(z.record(z.string().check(z.regex(citedPattern())), z.string().check(z.minLength(1))), {
        description: 'Where facts were published, by fact path or by its beginning; the longest that fits holds.',
      }),
    ),
    phases: z.optional(note(z.array(part), { description: 'Phases of training in order of execution.' })),
    networks: z.optional(note(parts, { description: 'Networks that are trained together, by name.' })),
    optimizers: z.optional(note(parts, { description: 'Several optimizers, by name.' })),
    ...body,
  });
  return { schema: note(schema, { title: 'Training setup of resaudit' }), notes };
}

const generic = (path: string): string => path.replace(/^preprocess\.(?:train|eval|serve)\./, 'preprocess.*.');

function describeLeaf(entry: PathEntry): string {
  const sentences = [entry.description];
  if (entry.unit !== undefined) sentences.push(`Unit: ${entry.unit}.`);
  if (entry.convention !== undefined) sentences.push(`Convention: ${entry.convention}.`);
  return [...sentences, 'null: known not to be there.'].join(' ');
}

function describeBranch(tree: SpecBranch, key: string): string {
  const what = `The facts of ${key}`;
  return tree.main === undefined ? `${what}.` : `${what}; a bare value stands for ${generic(tree.main.path)}.`;
}

/** Fact paths and their beginnings, with or without the prefix of a part. */
function citedPattern(): RegExp {
  const part = `(?:phases\\[\\d+\\]|(?:networks|optimizers)\\.${PART_NAME.source.slice(1, -1)})`;
  const own = alternatives(SPEC_TREE);
  return new RegExp(`^(?:${part}|(?:${part}\\.)?${own})$`);
}

function alternatives(branch: SpecBranch): string {
  const below = [...branch.children].map(([key, child]) =>
    child.kind === 'leaf' ? key : `${key}(?:\\.${alternatives(child)})?`,
  );
  return `(?:${below.join('|')})`;
}
