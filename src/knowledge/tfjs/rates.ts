import type { Module, Site } from '../../script/ir.ts';

const RATES = new Set(['learningRate', '_learningRate', 'lr', 'learning_rate']);

/**
 * The first place where a module writes a learning rate of anything, or calls a method that does. It looks at the text alone:
 * where there is none, no optimizer changes its rate however the script runs.
 */
export function rateWrite(module: Module): Site | undefined {
  const stack: unknown[] = [module.body];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if (Array.isArray(node)) {
      stack.push(...node.filter((part) => part !== undefined));
      continue;
    }
    const record: Readonly<Record<string, unknown>> = { ...node };
    if ((record.kind === 'assign' || record.kind === 'update') && writesRate(record.target)) return Number(record.site);
    if (record.kind === 'call' && nameOf(record.callee) === 'setLearningRate') return Number(record.site);
    stack.push(...Object.values(record).filter((part) => part !== undefined));
  }
  return undefined;
}

function writesRate(target: unknown): boolean {
  if (typeof target !== 'object' || target === null) return false;
  const {
    kind,
    name,
    index,
    object,
  }: { kind?: unknown; name?: unknown; index?: { value?: unknown }; object?: { kind?: unknown } } = target;
  // A class of the script that keeps the rate as a field of its own writes no optimizer.
  if (kind === 'member') return RATES.has(String(name)) && object?.kind !== 'this';
  return kind === 'index' && RATES.has(String(index?.value));
}

function nameOf(callee: unknown): unknown {
  return typeof callee === 'object' && callee !== null ? { ...(callee as { name?: unknown }) }.name : undefined;
}
