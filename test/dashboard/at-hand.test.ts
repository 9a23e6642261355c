import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonWithPage } from './daemon-with-page.ts';
import { findViolations } from './find-violations.ts';

const PATIENTLY = { timeout: 15_000 };

const world = new DaemonWithPage();
let page: Page;
let context: BrowserContext;

beforeAll(async () => {
  await world.start();
  await world.submit('done', { command: 'printf', args: ['first\\nlast\\n'] });
  await world.submit('bad', { command: 'false' });
  await world.submit('runs', { command: 'sh', args: ['-c', 'echo "<b>begun</b>"; exec sleep 600'] });
  ({ page, context } = await world.open());
}, 90_000);

afterAll(async () => world[Symbol.asyncDispose]());

const open = async (path: string) => page.goto(new URL(path, page.url()).href);

describe('an exact time', () => {
  it('takes the place of the relative one while a row has the focus, and nothing moves', async () => {
    await open('/tasks');
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'done', exact: true }) });
    const time = row.getByRole('time');
    const exact = time.getByText(/\d:\d\d:\d\d/);
    await time.getByText(/ago$|now$/).waitFor();
    expect(await exact.isVisible()).toBe(false);
    const before = await row.boundingBox();
    await row.getByRole('checkbox').focus();
    await page.keyboard.press('Tab');
    await exact.waitFor();
    expect(await time.getByText(/ago$|now$/).isVisible()).toBe(false);
    expect(await row.boundingBox()).toEqual(before);
    expect(await time.getAttribute('title')).toBe(await exact.textContent());
  });

  it('is no stop for Tab in a list of tasks', async () => {
    await open('/tasks');
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'bad', exact: true }) });
    await row.getByRole('link', { name: 'bad' }).focus();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^Select /);
  });

  it.each([1_440, 390])(
    'is read by Tab where nothing else is, %i pixels wide, within the page',
    async (width) => {
      await page.setViewportSize({ width, height: 900 });
      await open('/tasks/done');
      const time = page.locator('dl.facts').getByRole('time').first();
      await page.locator('dl.facts').getByRole('link', { name: 'shop' }).focus();
      await page.keyboard.press('Tab');
      await time.getByText(/\d:\d\d:\d\d/).waitFor();
      const box = await time.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? width)).toBeLessThan(width);
      expect(await findViolations(page)).toEqual([]);
      await page.setViewportSize({ width: 1_440, height: 900 });
    },
  );
});

describe('copying', () => {
  const copied = async () => page.evaluate('navigator.clipboard.readText()');

  it('takes the id, the link and the log of a task by keys, and says so', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('/tasks/done?tab=log');
    await page.locator('.log li', { hasText: 'last' }).waitFor();
    const log = /^\S+Z info first\nlast\n$/;
    for (const [name, text] of [
      ['Copy id', /^done$/],
      ['Copy link', /^http:\S+\/tasks\/done\?tab=log$/],
      ['Copy log', log],
    ] as const) {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
      await page.locator('.copy').filter({ hasText: name }).getByText('Copied.').waitFor();
      expect(await copied()).toMatch(text);
    }
  });

  it('says where the browser does not allow it', async () => {
    await context.clearPermissions();
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))');
    await page.getByRole('button', { name: 'Copy id' }).click();
    const told = page.getByText('The browser does not allow copying.');
    await expect.poll(async () => told.count(), PATIENTLY).toBe(1);
  });
});

it('the page of a task that runs shows its last line of log above its parts, as text', async () => {
  await open('/tasks/runs');
  await page.locator('.last-line').getByText('<b>begun</b>', { exact: true }).waitFor();
  await world.poppo('cancel', 'runs', '--json');
  await page.locator('.place-head .state', { hasText: 'cancelled' }).waitFor();
  expect(await page.locator('.last-line').count()).toBe(0);
});

it('events that the daemon no longer has are told as missed until somebody has read it', async () => {
  const event = { id: 1, kind: 'reason', taskId: 'done', at: new Date().toISOString() };
  let isKnown = true;
  await page.route('**/api/v1/events', async (route) => {
    if (!isKnown) return route.continue();
    if (route.request().headers()['last-event-id'] === undefined) {
      const body = `id: 1\ndata: ${JSON.stringify(event)}\n\n`;
      return route.fulfill({ contentType: 'text/event-stream', body });
    }
    isKnown = false;
    return route.fulfill({ status: 400, json: { code: 'INVALID_TASK', message: 'The id is unknown.' } });
  });
  await open('/tasks');
  const notice = page.getByText('Events were missed. Everything on this page was loaded again.');
  await notice.waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('Enter');
  await notice.waitFor({ state: 'detached' });
  await page.getByText('Live', { exact: true }).waitFor();
  await world.submit('later', { command: 'true' });
  await expect.poll(async () => page.getByRole('button', { name: '1 new' }).count(), PATIENTLY).toBe(1);
});

it('runs no code but its own, and breaks none of its rules', () => {
  expect(world.complaints).toEqual([]);
});
