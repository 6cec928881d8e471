import type { Entry } from '../entries.ts';
import { originInWords } from '../pretty/place.ts';
import { clean } from '../pretty/text.ts';
import { type Spot, spotOf } from '../spot.ts';
import { messageText } from './message.ts';

interface Location {
  readonly physicalLocation: unknown;
}

export function locationOf({ file, region }: Spot): Location {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file),
      ...(region === undefined
        ? {}
        : {
            region: {
              startLine: region.line,
              ...(region.column === undefined ? {} : { startColumn: region.column }),
              ...(region.endLine === undefined ? {} : { endLine: region.endLine }),
              ...(region.endColumn === undefined ? {} : { endColumn: region.endColumn }),
            },
          }),
    },
  };
}

/** Relative to the root of the sources, unless the person named it from the root of the file system. */
function artifactOf(file: string): unknown {
  const path = file.replaceAll('\\', '/');
  if (path.startsWith('/')) return { uri: `file://${encoded(path)}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${path.slice(0, 2)}${encoded(path.slice(2))}` };
  return { uri: encoded(path.replace(/^(?:\.\/)+/, '')), uriBaseId: '%SRCROOT%' };
}

const encoded = (path: string): string =>
  path
    .replaceAll(/\p{Cs}/gu, '\u{fffd}')
    .split('/')
    .map(encodeURIComponent)
    .join('/');

/** By way of the places that a value came through, farthest first, to the one that it is told of. */
export function codeFlowOf({ origin }: Entry): unknown {
  const via = origin?.via ?? [];
  if (origin === undefined || via.length === 0) return undefined;
  const steps = [...[...via].reverse(), origin].flatMap((each) => {
    const spot = spotOf(each);
    if (spot === undefined) return [];
    return [{ location: { ...locationOf(spot), message: { text: messageText(clean(originInWords(each))) } } }];
  });
  return steps.length < 2 ? undefined : { threadFlows: [{ locations: steps }] };
}
