import { defineRule } from '../../src/rule.ts';

const FALLING = /loss|error|\bmae\b|\bmse\b|rmse|perplexity|\bwer\b|\bcer\b|fid/i;
const RISING = /acc|top-?[15]|auc|f1|map\b|iou|precision|recall|bleu|psnr|ssim|r2/i;

export default defineRule({
  id: 'schedule/plateau-metric',
  title: 'The plateau schedule waits for the metric to move the wrong way',
  why: 'With the wrong mode every improvement counts as none: the rate falls whatever happens.',
  help: 'Use mode min for losses and errors, max for accuracies.',
  effect: null,
  scope: ['train'],
  messages: { wrong: 'the schedule waits for {metric} to {direction}' },
  lint: {
    reads: ['schedule.kind', 'schedule.monitor', 'schedule.mode'],
    check({ setup, clean, notApplicable, complain }) {
      if (setup.value('schedule.kind') !== 'plateau') return notApplicable('the schedule watches no metric');
      const [monitor, mode] = [setup.value('schedule.monitor') ?? '', setup.value('schedule.mode')];
      const [falls, rises] = [FALLING.test(monitor), RISING.test(monitor)];
      if (falls === rises) return notApplicable(`which way ${monitor} should move is not known`);
      if ((falls && mode === 'min') || (rises && mode === 'max')) return clean();
      return complain('wrong', {
        severity: 'error',
        at: 'schedule.mode',
        value: mode,
        data: { metric: monitor, direction: mode === 'max' ? 'rise' : 'fall' },
      });
    },
  },
});
