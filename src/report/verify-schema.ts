import * as z from 'zod/mini';
import { toJSONSchema } from 'zod/v4/core';
import type { VerifyReport } from './verify.ts';

const notes = z.registry<{ readonly title?: string; readonly description?: string }>();
const noted = <T extends z.ZodMiniType>(schema: T, description: string): T => {
  notes.add(schema, { description });
  return schema;
};

const count = z.int().check(z.nonnegative());
const shape = z.nullable(z.array(count));
const share = z.number();

const distance = (what: string): z.ZodMiniNullable<z.ZodMiniNumber> => noted(z.nullable(z.number()), what);
const accumulated = distance(
  '‖a − b‖ / ‖a‖ of what both networks compute here; null where shapes differ or a number is none.',
);
const local = distance('The same where the layer of B gets what that of A gets; null where that was not run.');

const statistics = z.nullable(
  z.object({
    mean: z.number(),
    std: z.number(),
    min: z.number(),
    max: z.number(),
    l2: z.number(),
    zero: share,
    negative: share,
    nan: share,
    infinite: share,
    deadChannels: z.exactOptional(noted(count, 'Channels whose elements are all equal.')),
    channels: z.exactOptional(count),
  }),
);

const tap = z.object({
  place: noted(z.string(), 'In words, such as: stage 3, block 2, second 3×3 convolution.'),
  section: z.enum(['stem', 'transition', 'block', 'head', 'whole']),
  stage: noted(count, 'From 1; 0 outside of stages.'),
  block: count,
  nodeA: z.string(),
  nodeB: z.string(),
  shapeA: shape,
  shapeB: shape,
  accumulated,
  local,
  limit: noted(z.number(), 'What rounding may come to here, of what is accumulated.'),
  localLimit: z.number(),
  a: statistics,
  b: statistics,
});

const place = z.object({
  place: z.string(),
  a: noted(z.string(), 'The node of A, as its file has it.'),
  b: z.string(),
  cause: noted(z.string(), 'What differs there in the graphs; empty where nothing does.'),
  accumulated,
  local,
});

const run = z.object({
  runtime: z.string(),
  device: z.string(),
  providers: noted(
    z.record(z.string(), count),
    'How many nodes each provider ran, where that is not the processor alone.',
  ),
  precision: z.object({ a: z.string(), b: z.string() }),
  threads: count,
  seed: count,
  inputs: z.array(z.object({ name: z.string(), dims: z.array(count), type: z.string(), filled: z.string() })),
  inputHash: noted(z.string(), 'SHA-256 of the data of all inputs.'),
  assumed: noted(z.array(z.string()), 'Sizes that nobody gave.'),
  limits: z.object({
    match: noted(z.number(), 'Relative differences up to this are a match.'),
    tolerance: noted(
      z.number(),
      'Up to this, or what perturbation shows, they are within the tolerance of the provider.',
    ),
    calibrated: z.boolean(),
  }),
  passes: noted(count, 'Runs of both networks together.'),
  milliseconds: z.number(),
  peakMemory: noted(z.nullable(z.number()), 'In bytes; null where it was not measured.'),
});

export const VERIFY_SCHEMA: z.ZodMiniType<VerifyReport> = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('verify'),
  tool: z.object({ name: z.literal('resaudit'), version: z.string() }),
  a: z.object({ name: z.string() }),
  b: z.object({ name: z.string() }),
  verdict: z.enum(['match', 'match-within-tolerance', 'part', 'cannot-tell']),
  answer: noted(z.string(), 'The verdict and its ground, in a sentence.'),
  first: noted(z.nullable(place), 'The first place at which the networks part.'),
  guilty: noted(z.array(place), 'Every layer that computes something else from the same input, in order.'),
  outputs: z.array(
    z.object({ a: z.string(), b: z.string(), shapeA: shape, shapeB: shape, relative: z.nullable(z.number()) }),
  ),
  taps: z.array(tap),
  run,
  notes: z.array(z.string()),
});
notes.add(VERIFY_SCHEMA, { title: 'Report of resaudit verify' });

/**
 * The JSON Schema (draft 2020-12) of the report of `verify`.
 * @param options.closed refuse keys that are not named. What is published is open: reports may gain keys within a version.
 */
export function verifyJsonSchema({ closed = false }: { readonly closed?: boolean } = {}): Record<string, unknown> {
  const made = toJSONSchema(VERIFY_SCHEMA, {
    target: 'draft-2020-12',
    metadata: notes,
    io: closed ? 'output' : 'input',
  });
  return JSON.parse(JSON.stringify(made));
}
