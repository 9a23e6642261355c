import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DaemonWithPage } from './daemon-with-page.ts';
import { findViolations } from './find-violations.ts';

const OBSERVE = `
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      globalThis.shifts.push([value, sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName)]);
    }
  }).observe({ type: 'layout-shift', buffered: true });
`;

const FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

const world = new DaemonWithPage();
let page: Page;

beforeAll(async () => {
  const capped = { budgets: { day: { runs: 1, usd: 5 } } };
  const task = { type: 'custom-command', command: 'true' };
  await world.start({
    capped,
    'project-with-a-long-name': { schedules: { hourly: { every: 3_600_000, task } } },
  });
  await world.submit('done', { command: 'printf', args: ['said'] });
  await world.submit('bad', { command: 'false' });
  await world.submit('asks', { projectId: 'held', command: 'true' });
  await world.submit('runs', { command: 'sleep', args: ['600'] });
  ({ page } = await world.open());
  await page.addInitScript(OBSERVE);
}, 90_000);

afterAll(async () => {
  await world.poppo('cancel', 'runs', '--json');
  await world[Symbol.asyncDispose]();
}, 60_000);

/** Runs in the page. */
const IS_LOADING = "document.querySelector('h1') === null || document.querySelector('.skeleton') !== null";

/** Opens a place while the daemon answers what was asked last first, one answer at a time. Returns what moved. */
async function openSlowly(path: string): Promise<unknown> {
  const held: Route[] = [];
  await page.route(/\/api\/v1\/(?!events)/, (route) => void held.push(route));
  await page.goto(new URL(path, page.url()).href);
  for (let quiet = 0; quiet < 3; quiet++) {
    const route = held.pop();
    if (route !== undefined || (await page.evaluate<boolean>(IS_LOADING))) quiet = 0;
    if (route !== undefined) {
      await route.continue();
      const response = await route.request().response();
      await response?.finished();
    }
    await page.evaluate(FRAMES);
  }
  await page.unroute(/\/api\/v1\/(?!events)/);
  return page.evaluate('shifts');
}

it.each([
  '/',
  '/tasks',
  '/tasks/done',
  '/tasks/runs',
  '/tasks/done?tab=log',
  '/schedules',
  '/projects',
  '/projects/capped',
  '/plugins',
  '/settings',
])('nothing moves in %s while the daemon answers, in whatever order', async (path) => {
  expect(await openSlowly(path)).toEqual([]);
});

it('what is to come has its size and is told, and breaks no rule of axe', async () => {
  await page.route('**/api/v1/tasks*', () => undefined);
  await page.goto(new URL('/tasks', page.url()).href);
  await page.getByRole('status').getByText('Loading …').waitFor();
  const box = await page.locator('.skeleton > div').first().boundingBox();
  expect(box?.height).toBe(37);
  expect(await findViolations(page)).toEqual([]);
});
