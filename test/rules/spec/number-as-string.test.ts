import { describe, expect, it } from 'vitest';
import rule from '../../../rules/spec/number-as-string.ts';
import { resolve, runLint } from '../../../src/engine/index.ts';
import { readSpecText } from '../../../src/sources/structured/text.ts';

const findings = (decay: string) =>
  runLint(resolve(readSpecText(`optimizer: {name: sgd, weightDecay: ${decay}}`, 'a.yaml', 'yaml')), [rule]).findings;

describe(rule.id, () => {
  it.each(['1e-4', '1E-4', '1e4', '1.0e4', '5E5', '+1e-5', '08'])('complains of %s, at its place', (spelling) => {
    const [finding, ...others] = findings(spelling);
    expect(others).toEqual([]);
    expect(finding?.severity).toBe('info');
    expect(finding?.message).toContain(spelling);
    expect(finding?.at.origin).toMatchObject({ file: 'a.yaml', line: 1, column: 37 });
  });

  it.each(['1.0e-4', '1.0e+4', '0.0001', '1', '.5', '0x10', '"0.1 * data.devices"'])(
    'is silent about %s',
    (spelling) => {
      expect(findings(spelling)).toEqual([]);
    },
  );

  it('is silent about JSON, which has one dialect', () => {
    const setup = readSpecText('{"optimizer": {"weightDecay": 1e-4}}', 'a.json', 'json');
    expect(runLint(resolve(setup), [rule]).findings).toEqual([]);
  });
});
