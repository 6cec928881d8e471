import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { defineRule, type Rule } from '../rule.ts';
import { ResauditError } from '../spec/errors.ts';
import { pathEntry } from '../spec/paths.ts';
import { printable, quoted } from '../spec/text.ts';
import { SCOPES } from '../spec/vocabulary.ts';
import type { ReadConfig } from './read.ts';

const filled = z.string().check(z.minLength(1));
const check = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'it is no function');
const paths = z.array(z.string());
const inputs = z.looseObject({ reads: paths, optional: z.optional(paths), context: z.optional(paths), check });
const shape = z.looseObject({
  id: z
    .string()
    .check(z.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/, 'it is facet/name, such as team/seed')),
  title: filled,
  why: filled,
  help: filled,
  effect: z.nullable(z.object({ text: filled, source: filled })),
  scope: z.array(z.enum(SCOPES)).check(z.minLength(1)),
  messages: z.record(z.string(), filled),
  compare: z.optional(inputs),
  lint: z.optional(inputs),
});

/**
 * The rules of the modules that a configuration names. Their code is run: they are loaded only because it names them.
 * @param taken ids of rules that there are already.
 * @throws {ResauditError} where a module cannot be loaded, or what it exports is no rule.
 */
export async function moduleRules(
  { config, at, folder }: Pick<ReadConfig, 'config' | 'at'> & { readonly folder: string },
  taken: readonly string[],
): Promise<{ readonly rules: readonly Rule[]; readonly paths: readonly string[] }> {
  const rules: Rule[] = [];
  const paths: string[] = [];
  for (const [i, name] of (config.ruleModules ?? []).entries()) {
    const fail: Fail = (message, help, cause) =>
      new ResauditError(`${quoted(name)} ${message}`, {
        at: at(['ruleModules', i]),
        ...(help === undefined ? {} : { help }),
        ...(cause === undefined ? {} : { cause }),
      });
    const path = modulePath(folder, name, fail);
    paths.push(path);
    for (const exported of exportsOf(await load(path, fail), fail)) {
      const rule = ruleOf(exported, fail);
      if (taken.includes(rule.id) || rules.some(({ id }) => id === rule.id)) {
        throw fail(`holds a rule ${rule.id}, which there is already`, 'give it a facet of your own');
      }
      rules.push(rule);
    }
  }
  return { rules, paths };
}

type Fail = (message: string, help?: string, cause?: unknown) => ResauditError;

/** Where the module of a name lies: a file from the configuration's folder, or a package that is installed there. */
function modulePath(folder: string, name: string, fail: Fail): string {
  if (name.startsWith('.') || isAbsolute(name)) return resolve(folder, name);
  try {
    return createRequire(join(folder, 'x.js')).resolve(name);
  } catch (cause) {
    throw fail('is not installed', 'name a file as ./checks/seed.mjs, or install the package', cause);
  }
}

async function load(path: string, fail: Fail): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw fail(`cannot be loaded: ${printable(why ?? '')}`, 'a rule module is JavaScript (.mjs, .js)', cause);
  }
}

function exportsOf(module: Readonly<Record<string, unknown>>, fail: Fail): unknown[] {
  const { default: main } = module;
  if (main === undefined) throw fail('has no default export', 'export a rule, or a list of rules, as default');
  return Array.isArray(main) ? main : [main];
}

function ruleOf(value: unknown, fail: Fail): Rule {
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    throw fail(
      `holds what is no rule: ${where === '' ? '' : `${printable(where)}: `}${printable(issue?.message ?? '')}`,
    );
  }
  const { compare, lint, id } = parsed.data;
  if (compare === undefined && lint === undefined) throw fail(`holds ${id}, which neither compares nor lints`);
  const read = [compare, lint].flatMap((part) => [
    ...(part?.reads ?? []),
    ...(part?.optional ?? []),
    ...(part?.context ?? []),
  ]);
  for (const path of read) {
    if (pathEntry(path) !== undefined) continue;
    throw fail(`holds ${id}, which reads ${quoted(path)}`, 'the facts are listed by: resaudit schema spec');
  }
  return guarded(defineRule(value as Rule));
}

const VERDICTS = ['same', 'equivalent', 'unknown', 'not-applicable', 'different'];

/** The rule, whose mistakes are its own and not ours. */
function guarded(rule: Rule): Rule {
  const guard = <C, O extends { readonly verdict: string }>(check: (context: C) => O): ((context: C) => O) => {
    return (context) => {
      let outcome: O;
      try {
        outcome = check(context);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new ResauditError(`the rule ${rule.id} failed: ${printable(why)}`, { cause });
      }
      if (VERDICTS.includes(outcome?.verdict)) return outcome;
      throw new ResauditError(`the rule ${rule.id} came to no verdict`, {
        help: 'return what one of the functions of its context gives, such as same() or clean()',
      });
    };
  };
  const { compare, lint } = rule;
  return {
    ...rule,
    ...(compare === undefined ? {} : { compare: { ...compare, check: guard(compare.check) } }),
    ...(lint === undefined ? {} : { lint: { ...lint, check: guard(lint.check) } }),
  };
}
