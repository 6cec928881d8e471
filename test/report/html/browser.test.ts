import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { auditCompare } from '../../../src/audit.ts';
import { reporter } from '../../../src/report/html/index.ts';
import { renderVerify } from '../../../src/report/html/verify.ts';
import { reportsOf } from '../sample.ts';
import { verifyReport } from '../verify-sample.ts';
import { type Browser, findChromium, startBrowser } from './chromium.ts';

const program = findChromium();
const options = { texts: new Map<string, string>(), color: 0, width: 100, all: true } as const;

it.runIf(process.env.CI !== undefined)('has a browser to be looked at with, where all is checked', () => {
  expect(program, 'install chromium, as .ci/run does').toBeDefined();
});

describe.skipIf(program === undefined)('the HTML report in a browser', () => {
  let browser: Browser;
  let server: Server;
  let folder: string;
  let port: number;
  const asked: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resaudit-html-'));
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('window.owned = true');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
    if (program !== undefined) browser = await startBrowser(program);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  async function open(name: string, page: string): Promise<void> {
    const path = join(folder, name);
    await writeFile(path, page);
    await browser.open(pathToFileURL(path).href);
  }

  const realPage = async (): Promise<string> => {
    const names = ['fixtures/first/mine.yaml', 'preset:torchvision/resnet50-v1'] as const;
    const { report, texts } = await auditCompare(...names, RULES, { cwd: '.', withFacts: true });
    return reporter.compare(report, { ...options, texts });
  };

  const complaints = (): unknown[] => [
    ...browser.events('Runtime.exceptionThrown'),
    ...browser.events('Runtime.consoleAPICalled'),
    ...browser.events('Log.entryAdded'),
  ];
  const requests = (): string[] =>
    browser
      .events('Network.requestWillBeSent')
      .map(({ request }) => (request as { url: string }).url)
      .filter((url) => !url.startsWith('file://'));

  it('draws what it has to draw, without a complaint or a request', { timeout: 60_000 }, async () => {
    await open('real.html', await realPage());
    const drawn = await browser.evaluate(`(() => {
      const visible = (selector) => [...document.querySelectorAll(selector)].filter((each) => {
        const { width, height } = each.getBoundingClientRect();
        return width > 5 && height > 5;
      }).length;
      return {
        curves: [...document.querySelectorAll('#rate path.curve')].map((path) => path.getTotalLength() > 300),
        normalization: visible('#images path.curve'),
        probes: visible('#images svg svg'),
        blocks: visible('#networks svg'),
        frames: document.querySelectorAll('#findings pre mark').length,
        unnamed: [...document.querySelectorAll('svg[role=img]')].filter((svg) => !svg.getAttribute('aria-label')).length,
        headings: document.querySelectorAll('h1').length,
        overflow: document.documentElement.scrollWidth - innerWidth,
      };
    })()`);
    expect(drawn).toMatchObject({ curves: [true, true], unnamed: 0, headings: 1 });
    const { normalization, probes, blocks, frames, overflow } = drawn as Record<string, number>;
    expect(normalization).toBeGreaterThanOrEqual(6);
    expect(probes).toBeGreaterThanOrEqual(8);
    expect(blocks).toBe(8);
    expect(frames).toBeGreaterThan(5);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(complaints()).toEqual([]);
    expect(requests()).toEqual([]);
  });

  it('draws activations by depth', { timeout: 60_000 }, async () => {
    await open('verify.html', renderVerify(verifyReport({ taps: 60, partsAt: 22 })));
    const drawn = await browser.evaluate(`(() => ({
      curves: [...document.querySelectorAll('#activations path.curve')].map((path) => path.getTotalLength() > 300),
      parts: document.querySelectorAll('#activations path.kept').length,
      overflow: document.documentElement.scrollWidth - innerWidth,
    }))()`);
    expect(drawn).toMatchObject({ curves: [true, true, true, true], parts: 2 });
    expect((drawn as { readonly overflow: number }).overflow).toBeLessThanOrEqual(0);
    expect(complaints()).toEqual([]);
    expect(requests()).toEqual([]);
  });

  it('searches its facts', { timeout: 60_000 }, async () => {
    const shown = (words: string, differing: boolean): Promise<unknown> =>
      browser.evaluate(`(() => {
        const search = document.getElementById('search');
        search.value = ${JSON.stringify(words)};
        document.getElementById('differing').checked = ${differing};
        search.dispatchEvent(new Event('input', { bubbles: true }));
        return [...document.querySelectorAll('#facts-table tbody tr')].filter((row) => row.offsetHeight > 0)
          .map((row) => row.querySelector('th').textContent);
      })()`);
    await open('real.html', await realPage());
    expect(await shown('optimizer.lr', false)).toContain('optimizer.lr');
    expect(await shown('optimizer.lr', false)).not.toContain('train.epochs');
    expect(await shown('', true)).toContain('optimizer.lr');
    expect(await shown('', true)).not.toContain('train.epochs');
    expect(await shown('nothing like it', false)).toEqual([]);
  });

  it('is whole without its script', { timeout: 60_000 }, async () => {
    await browser.send('Emulation.setScriptExecutionDisabled', { value: true });
    try {
      await open('still.html', await realPage());
    } finally {
      await browser.send('Emulation.setScriptExecutionDisabled', { value: false });
    }
    const state = await browser.evaluate(`({
      controls: document.getElementById('controls').offsetHeight,
      rows: [...document.querySelectorAll('#facts-table tbody tr')].every((row) => row.offsetHeight > 0),
    })`);
    expect(state).toEqual({ controls: 0, rows: true });
  });

  it('follows the color scheme, and is to be read in both', { timeout: 60_000 }, async () => {
    const grounds: unknown[] = [];
    for (const value of ['light', 'dark']) {
      await browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
      await open('real.html', await realPage());
      const { ground, worst } = (await browser.evaluate(CONTRAST)) as { ground: string; worst: number };
      grounds.push(ground);
      expect(worst, value).toBeGreaterThanOrEqual(4.5);
    }
    expect(new Set(grounds).size).toBe(2);
  });

  it('lets nothing through that an input holds, and its policy nothing out', { timeout: 60_000 }, async () => {
    const evil = `x</title></style></script><script src="http://127.0.0.1:${port}/s.js"></script><img src="http://127.0.0.1:${port}/i.png" onerror="window.owned=true"><svg onload="window.owned=true">'"`;
    const spec = (lr: number): string =>
      JSON.stringify({
        title: evil,
        optimizer: { name: 'sgd', lr },
        data: { dataset: evil },
        schedule: { monitor: evil },
      });
    const { compare, options: own } = reportsOf(spec(1), spec(2), [`${evil}.json`, 'b.json']);
    const poisoned = {
      ...compare,
      answer: evil,
      findings: compare.findings.map((finding) => ({ ...finding, title: evil, message: evil, why: evil, rule: evil })),
    };
    await open('evil.html', reporter.compare(poisoned, { ...own, all: true }));
    const state = await browser.evaluate(`(async () => ({
      owned: window.owned === true,
      foreign: document.querySelectorAll('img, iframe, object, link, script[src], [onload], [onerror]').length,
      scripts: document.querySelectorAll('script').length,
      shown: document.querySelector('h1').textContent.includes('<script src='),
      fetched: await fetch('http://127.0.0.1:${port}/fetch').then(() => true, () => false),
    }))()`);
    expect(state).toEqual({ owned: false, foreign: 0, scripts: 1, shown: true, fetched: false });
    expect(asked).toEqual([]);
  });
});

/** The ground of the page, and the lowest contrast of its text against what lies behind it, as WCAG counts it. */
const CONTRAST = `(() => {
  const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const color = rgb(getComputedStyle(each).backgroundColor);
      if (color[3] !== 0) return color;
    }
    return [255, 255, 255];
  };
  const ratios = [...document.querySelectorAll('h1, h2, h3, p, a, dt, dd, td, th, span, mark, pre, summary, code, text, caption, strong')]
    .filter((element) => element.textContent.trim() !== '' && element.getClientRects().length > 0)
    .map((element) => {
      const style = getComputedStyle(element);
      const front = luminance(rgb(element instanceof SVGElement ? style.fill : style.color));
      const back = luminance(behind(element));
      return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    });
  return { ground: getComputedStyle(document.body).backgroundColor, worst: Math.min(...ratios) };
})()`;
