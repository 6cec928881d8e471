import * as z from 'zod/mini';
import { EXPRESSION_PATTERN, type Kind } from './kinds.ts';
import { spellings, VOCABULARIES, type VocabularyName } from './vocabulary.ts';

/** The zod schema of what a person may write for a value of this kind. */
export function kindSchema(kind: Kind<unknown>): z.ZodMiniType {
  switch (kind.kind) {
    case 'number':
      return numeric(kind);
    case 'quantity':
      return z.union([numeric(kind), z.string().check(z.regex(EXPRESSION_PATTERN))]);
    case 'boolean':
      return z.boolean();
    case 'text':
      return textSchema();
    case 'texts':
      return z.array(textSchema());
    case 'name':
      return nameSchema(kind.vocabulary);
    case 'names':
      return z.array(nameSchema(kind.vocabulary));
    case 'numbers': {
      const list = z
        .array(numeric(kind))
        .check(
          z.minLength(kind.length ?? 1),
          ...(kind.length === undefined ? [] : [z.maxLength(kind.length)]),
          ...(kind.maxLength === undefined ? [] : [z.maxLength(kind.maxLength)]),
        );
      return kind.scalar ? z.union([numeric(kind), list]) : list;
    }
    case 'size':
      return z.union([numeric(kind), z.array(numeric(kind)).check(z.minLength(2), z.maxLength(2))]);
    case 'object': {
      const object = fieldsSchema(kind.fields ?? {});
      return kind.vocabulary === undefined ? object : z.union([nameSchema(kind.vocabulary), object]);
    }
    case 'objects':
      return z.array(fieldsSchema(kind.fields ?? {}));
    case 'steps':
      return z.array(z.union([textSchema(), z.looseObject({ name: textSchema() })]));
    case 'anything':
      return z.looseObject({});
  }
}

const textSchema = (): z.ZodMiniType => z.string().check(z.minLength(1));

const numeric = ({ integer, min, max }: Kind<unknown>): z.ZodMiniType =>
  (integer ? z.int() : z.number()).check(
    ...(min === undefined ? [] : [z.gte(min)]),
    ...(max === undefined ? [] : [z.lte(max)]),
  );

function nameSchema(vocabulary: VocabularyName | undefined): z.ZodMiniType {
  if (vocabulary === undefined || VOCABULARIES[vocabulary].open) return z.string().check(z.regex(/[A-Za-z0-9]/));
  return z.enum(spellings(vocabulary));
}

const fieldsSchema = (fields: Readonly<Record<string, Kind<unknown>>>): z.ZodMiniType =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(fields).map(([key, field]) =>
        key.endsWith('?') ? [key.slice(0, -1), z.optional(kindSchema(field))] : [key, kindSchema(field)],
      ),
    ),
  );
