import { describe, expect, it } from 'vitest';
import rule from '../../../rules/spec/yaml-dialect.ts';
import { resolve, runLint } from '../../../src/engine/index.ts';
import { readSpecText } from '../../../src/sources/structured/text.ts';

const findings = (text: string) => runLint(resolve(readSpecText(text, 'a.yaml', 'yaml')), [rule]).findings;

describe(rule.id, () => {
  it.each([
    'optimizer: {nesterov: yes}',
    'optimizer: {nesterov: Off}',
    'data: {trainSize: 1_281_167}',
    'train: {seed: 010}',
  ])('complains of %s', (text) => {
    const [finding, ...others] = findings(text);
    expect(others).toEqual([]);
    expect(finding?.severity).toBe('warning');
    expect(finding?.at.origin).toMatchObject({ file: 'a.yaml', line: 1 });
  });

  it.each(['optimizer: {nesterov: true}', 'data: {trainSize: 1281167}', 'model: {name: "no"}', 'train: {seed: 10}'])(
    'is silent about %s',
    (text) => {
      expect(findings(text)).toEqual([]);
    },
  );
});
