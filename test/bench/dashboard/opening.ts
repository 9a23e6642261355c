import type { Browser, BrowserContextOptions } from 'playwright-core';
import { DaemonWithPage } from '../../dashboard/daemon-with-page.ts';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { EmptyPage } from './empty-page.ts';

const SAMPLES = 30;

/** Opening the overview until its data is seen, beside an empty React page. Nothing is in the browser's cache. */
export async function benchOpening(): Promise<Row[]> {
  await using world = new DaemonWithPage();
  await world.start();
  await using empty = new EmptyPage();
  await empty.start();
  const { page, context } = await world.open();
  const [url, browser] = [new URL('/', page.url()).href, context.browser()];
  if (browser === null) throw new Error('The context has no browser.');
  const storageState = await context.storageState();
  await context.close();
  const times: { readonly value: number; readonly peer: number }[] = [];
  // The first of each warms up the servers.
  for (let sample = 0; sample <= SAMPLES; sample += 1) {
    const value = await opened(browser, url, '0 of 2 slots', { storageState, locale: 'en-GB' });
    const peer = await opened(browser, empty.url, 'Empty');
    if (sample > 0) times.push({ value, peer });
  }
  const [value, peer] = [median(times.map((time) => time.value)), median(times.map((time) => time.peer))];
  return [
    ratioRow(
      'overview opened with its data, p50 / an empty React page',
      { unit: 'ms', value, peer, ratio: value / peer },
      1.5,
    ),
  ];
}

/** Resolves with the milliseconds from the start of a navigation to the frame that shows a text. */
async function opened(
  browser: Browser,
  url: string,
  text: string,
  options: BrowserContextOptions = {},
): Promise<number> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    return await page.evaluate<number>(`new Promise((resolve) => {
      const look = () => {
        const isShown = document.querySelector('#root')?.textContent.includes(${JSON.stringify(text)});
        if (isShown) resolve(performance.now());
        else requestAnimationFrame(look);
      };
      look();
    })`);
  } finally {
    await context.close();
  }
}
