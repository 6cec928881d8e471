import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { defineRule, type Rule, type RulePath, type Side } from '../rule.ts';
import { ResauditError } from '../spec/errors.ts';
import { nearest } from '../spec/nearest.ts';
import { FACT_PATHS } from '../spec/paths.ts';
import { printable, quoted } from '../spec/text.ts';
import type { ReadConfig } from './read.ts';
import type { Assertion } from './shape.ts';

/**
 * The rules that a project asserts.
 * @throws {ResauditError} where an assertion is no JSON Schema, or names what is no fact.
 */
export async function projectRules({ config, at }: Pick<ReadConfig, 'config' | 'at'>): Promise<Rule[]> {
  const { Ajv2020: Ajv } = await import('ajv/dist/2020.js');
  return Object.entries(config.project ?? {}).map(([name, assertion]) => {
    const fail = (message: string, help?: string): ResauditError =>
      new ResauditError(`project.${printable(name)}: ${message}`, {
        at: at(['project', name, 'schema']),
        ...(help === undefined ? {} : { help }),
      });
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
      throw fail('the name of a rule is lower case, words joined by hyphens', 'such as norm-decay');
    }
    const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, logger: false });
    return ruleOf(name, assertion, ajv, fail);
  });
}

type Fail = (message: string, help?: string) => ResauditError;

function ruleOf(name: string, { title, why, help, severity, schema }: Assertion, ajv: Ajv2020, fail: Fail): Rule {
  const paths = factsOf(schema, fail);
  const [first] = paths;
  if (first === undefined) {
    throw fail('the schema names no fact', 'name facts by "properties", such as {"properties": {"optimizer": {…}}}');
  }
  const validate = compile(schema, ajv, fail);
  return defineRule({
    id: `project/${name}`,
    title,
    why: why ?? 'The configuration of this project asks for it.',
    help: help ?? 'Change the setup, or the assertion in the configuration.',
    effect: null,
    scope: ['model', 'train', 'eval', 'serve'],
    messages: { unmet: '{path} {problem}' },
    lint: {
      reads: paths,
      check({ setup, clean, complain }) {
        if (validate(plainSpec(setup, paths))) return clean();
        const [error] = validate.errors ?? [];
        const place = (error?.instancePath ?? '').slice(1).replaceAll('/', '.');
        const missing = error?.keyword === 'required' ? String(error.params.missingProperty) : '';
        const where = [place, missing].filter((part) => part !== '').join('.');
        const path = paths.find((each) => where === each || where.startsWith(`${each}.`)) ?? first;
        const problem = missing === '' ? (error?.message ?? 'does not hold') : 'is not there';
        return complain('unmet', { severity: severity ?? 'error', at: path, data: { path: where || path, problem } });
      },
    },
  });
}

function compile(schema: Assertion['schema'], ajv: Ajv2020, fail: Fail): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (cause) {
    throw fail(`no valid JSON Schema: ${printable(cause instanceof Error ? cause.message : String(cause))}`);
  }
}

/** Keywords whose schemas speak of the same object. */
const SAME_OBJECT = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'] as const;
const WITHOUT_NAMES = [
  '$ref',
  '$dynamicRef',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
  'unevaluatedProperties',
  'dependentSchemas',
  'dependentRequired',
  'minProperties',
  'maxProperties',
];

/** The facts that a schema names: all must be known before it is asked. */
function factsOf(schema: unknown, fail: Fail): RulePath[] {
  const found = new Set<RulePath>();
  const visit = (node: unknown, prefix: string): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, prefix);
    if (!isRecord(node)) return;
    for (const keyword of WITHOUT_NAMES) {
      if (Object.hasOwn(node, keyword))
        throw fail(`${keyword} is not taken: it does not say which facts it needs`, 'name facts by "properties"');
    }
    for (const keyword of SAME_OBJECT) visit(node[keyword], prefix);
    const required = Array.isArray(node.required) ? node.required.map(String) : [];
    const properties = isRecord(node.properties) ? node.properties : {};
    for (const key of new Set([...required, ...Object.keys(properties)])) {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      const fact = FACT_PATHS.find((known) => known === path);
      if (fact !== undefined) found.add(fact);
      else if (FACT_PATHS.some((known) => known.startsWith(`${path}.`))) {
        if (properties[key] === undefined) throw fail(`${quoted(path)} is a group of facts`, 'name one of its facts');
        visit(properties[key], path);
      } else {
        const meant = nearest(path, FACT_PATHS);
        throw fail(
          `there is no fact ${quoted(path)}`,
          meant === undefined ? 'see: resaudit schema spec' : `did you mean ${meant}?`,
        );
      }
    }
  };
  visit(schema, '');
  return [...found];
}

/** Facts as nested keys with plain values; one that is absent is null, or what its absence amounts to. */
function plainSpec(setup: Side, paths: readonly RulePath[]): Record<string, unknown> {
  const spec: Record<string, unknown> = {};
  for (const path of paths) {
    const parts = path.split('.');
    let node = spec;
    for (const part of parts.slice(0, -1)) {
      const next = node[part];
      const inner = isRecord(next) ? next : {};
      node[part] = inner;
      node = inner;
    }
    node[parts.at(-1) ?? path] = setup.value(path) ?? null;
  }
  return spec;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
