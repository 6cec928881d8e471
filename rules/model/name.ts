import { defineRule, type RulePath, type Side } from '../../src/rule.ts';

/** Facts that say how a network is built, whatever it is called. */
const BUILD: readonly RulePath[] = ['model.depths', 'model.block.kind', 'model.widths', 'model.attention.heads'];

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^.*[/]/, '')
    .replaceAll(/[^a-z0-9.]/g, '');
const isBuilt = (side: Side): boolean => BUILD.some((path) => side.known(path) && side.value(path) !== undefined);

export default defineRule({
  id: 'model/name',
  title: 'Another network',
  why: 'Networks of other names have other layers; results of one say little of the other.',
  help: 'Compare one architecture, or accept the difference.',
  effect: null,
  scope: ['model'],
  messages: { differs: 'network {a} against {b}' },
  compare: {
    reads: ['model.name'],
    context: BUILD,
    check({ a, b, same, equivalent, notApplicable, different }) {
      const [nameA, nameB] = [a.value('model.name'), b.value('model.name')];
      if (nameA === undefined || nameB === undefined) return notApplicable('a side without a name');
      if (nameA === nameB) return same();
      if (plain(nameA) === plain(nameB)) return equivalent(`${nameA} and ${nameB} are one name`);
      return isBuilt(a) && isBuilt(b)
        ? different('differs', {
            severity: 'info',
            a: nameA,
            b: nameB,
            because: ['how both are built is compared too'],
          })
        : different('differs', {
            severity: 'error',
            a: nameA,
            b: nameB,
            because: ['nothing else says how both are built'],
          });
    },
  },
});
