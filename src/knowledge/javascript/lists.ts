import { makeList } from '../../script/expressions.ts';
import { copyFill, fill, fillOf, startEmpty } from '../../script/fills.ts';
import { knownItems } from '../../script/lists.ts';
import type { Library, Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';

const CHUNK = /^(?:lodash|underscore|lodash-es|_)(?:\.default)?\.chunk$|^lodash[./]chunk$/;

/** Functions of libraries for lists that cut them into batches. */
export const LISTS: Library = {
  call(m, { name, arguments: { positional }, site }) {
    const [list, size] = positional;
    return CHUNK.test(name) && list !== undefined ? chunked(m, list, size, site) : undefined;
  },
};

/** Lists of so many elements each; where the elements are not known one by one, neither are the lists. */
function chunked(m: Machine, list: Value, size: Value | undefined, site: number): Value {
  const known = knownItems(m, list);
  const count = size?.kind === 'primitive' && typeof size.value === 'number' ? size.value : undefined;
  if (known !== undefined && count !== undefined && count >= 1) {
    const parts: Value[] = [];
    for (let at = 0; at < known.length; at += count)
      parts.push(makeList(m, 'array', known.slice(at, at + count), site));
    return makeList(m, 'array', parts, site);
  }
  const chunk = makeList(m, 'array', [], site, true);
  const chunks = makeList(m, 'array', [], site, true);
  const held = list.kind === 'reference' ? fillOf(m, list.address) : undefined;
  if (held === undefined || chunk.kind !== 'reference' || chunks.kind !== 'reference') return chunks;
  copyFill(m, held, chunk.address, site);
  startEmpty(m, chunks.address, site);
  fill(m, chunks.address, [{ index: m.unknown('loop', 'the index of a batch', site), value: chunk }], site);
  return chunks;
}
