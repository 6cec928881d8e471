import rule from '../../../rules/decode/library.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (decoder: string) => ({ 'data.decoder': decoder });

ruleTest(rule, {
  same: { 'the same': [by('pil'), by('PIL')] },
  equivalent: { 'libjpeg and its faster twin': [by('pil'), by('libjpeg-turbo')] },
  different: { another: { pair: [by('pil'), by('nvjpeg')], severity: 'info', message: 'pil against nvjpeg' } },
  unknown: { 'one side does not say': [by('pil'), {}] },
});
