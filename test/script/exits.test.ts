import { describe, expect, it } from 'vitest';
import { evaluateJavaScript } from './support.ts';

/** A function that writes fields of an object and leaves early as often, under conditions that nobody knows. */
const leaving = (times: number): string => {
  const body = Array.from({ length: times }, (_, i) => `  state.field${i} = ${i};\n  if (other(${i})) return ${i};`);
  return `import other from 'other';\nconst state = {};\nfunction run() {\n${body.join('\n')}\n}\nrun();\nconst result = 1;`;
};

describe('early exits', () => {
  it('are worth what copying the writes before them costs, so that a budget bounds them', () => {
    const statements = 400 * 20;
    expect(evaluateJavaScript(leaving(400), { budget: { steps: statements } }).result).toMatch(/more than 8000 steps/);
    expect(evaluateJavaScript(leaving(20), { budget: { steps: statements } }).result).toBe(1);
    expect(evaluateJavaScript(leaving(400)).result).toBe(1);
  });
});
