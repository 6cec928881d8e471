import { describe, expect, it } from 'vitest';
import rule from '../../../rules/setup/conflict.ts';
import { resolve, runLint } from '../../../src/engine/index.ts';
import { joinSetups } from '../../../src/sources/join.ts';
import { readSpecText } from '../../../src/sources/structured/text.ts';

const findings = (...texts: string[]) => {
  const setups = texts.map((text, i) => readSpecText(text, `${'abc'.charAt(i)}.yaml`, 'yaml'));
  return runLint(resolve(joinSetups(setups)), [rule]).findings;
};

describe(rule.id, () => {
  it('complains where two sources of equal force disagree', () => {
    const [finding, ...others] = findings('optimizer: {name: sgd, lr: 0.1}', '\noptimizer: {name: sgd, lr: 0.2}');
    expect(others).toEqual([]);
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toContain('0.1 in a.yaml:1');
    expect(finding?.message).toContain('0.2 in b.yaml:2');
  });

  it('is silent where they agree, whatever the spelling', () => {
    expect(findings('optimizer: {name: SGD, lr: 0.1}', 'optimizer: {name: sgd, lr: 1.0e-1}')).toEqual([]);
    expect(findings('optimizer: {gradClip: null}', 'optimizer: {gradClip: {kind: none}}')).toEqual([]);
  });

  it('is silent where each says what the other does not', () => {
    expect(findings('optimizer: {name: sgd}', 'optimizer: {lr: 0.1}')).toEqual([]);
  });
});
