import rule from '../../../rules/loader/shuffle-buffer.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (buffer: number, size?: number, rest: object = {}) => ({
  'data.shuffleBuffer': buffer,
  ...(size === undefined ? {} : { 'data.trainSize': size }),
  ...rest,
});

ruleTest(rule, {
  same: { 'the same': [of(1000), of(1000)] },
  equivalent: { 'as large as the set, and larger': [of(50_000, 50_000), of(100_000, 50_000)] },
  different: {
    'much smaller': { pair: [of(1000, 50_000), of(0, 50_000)], severity: 'warning', message: '1000 against all' },
    'a little smaller': { pair: [of(1000), of(2000)], severity: 'info' },
  },
  unknown: { 'one side does not say': [of(1000), {}] },
  notApplicable: { 'one side does not shuffle': [of(1000), of(0, 50_000, { 'data.shuffle': false })] },
  clean: { 'the whole set': of(0), 'a large part of it': of(10_000, 50_000) },
  complains: { small: { setup: of(1000, 1_281_167), severity: 'warning', message: '1000 out of 1281167' } },
  lintUnknown: { 'the size of the set is unknown': of(1000) },
});
