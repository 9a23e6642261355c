import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DaemonWithPage } from './daemon-with-page.ts';
import { findViolations } from './find-violations.ts';

const PATIENTLY = { timeout: 15_000 };

const hourly = (command: string) => ({ every: 3_600_000, task: { type: 'custom-command', command } });

const world = new DaemonWithPage();
let page: Page;

beforeAll(async () => {
  await world.start({ web: { schedules: { breaks: hourly('false'), works: hourly('true') } } });
  ({ page } = await world.open());
}, 90_000);

afterAll(async () => world[Symbol.asyncDispose]());

const open = async (path: string) => page.goto(new URL(path, page.url()).href);

it('a schedule shows how its last task went as soon as that has ended, and leads to it', async () => {
  await open('/schedules');
  for (const [name, outcome] of [
    ['breaks', 'failed'],
    ['works', 'succeeded'],
  ] as const) {
    const row = page.getByRole('listitem').filter({ hasText: name });
    await row.getByText('Last never').waitFor();
    await row.getByRole('button', { name: 'Run now' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(async () => row.locator('.state').textContent(), PATIENTLY).toBe(outcome);
  }
  const broken = page.getByRole('listitem').filter({ hasText: 'breaks' });
  await broken.getByText('COMMAND_FAILED', { exact: true }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await broken.getByRole('link').click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/tasks\/./);
});

it('dead letters are loaded page by page, and all submitted again after the page has said how many', async () => {
  const ids = ['letter-1', 'letter-2', 'letter-3', 'letter-4'];
  for (const id of ids) await world.submit(id, { command: 'test', args: ['-e', 'ready'] });
  // As if there were many: the daemon gives 50 at once.
  await page.route('**/api/v1/dead-letters*', async (route) => {
    const url = new URL(route.request().url());
    if (route.request().method() === 'GET') url.searchParams.set('limit', '2');
    await route.continue({ url: url.href });
  });
  await open('/tasks?text=letter-4');
  await page.locator('.tasks-table .state', { hasText: 'failed' }).waitFor();
  await open('/settings');
  const letters = page.getByRole('region', { name: 'Dead letters' });
  const rows = letters.getByRole('listitem');
  await expect.poll(async () => rows.count(), PATIENTLY).toBe(2);
  await letters.getByRole('button', { name: 'Load more' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => rows.count(), PATIENTLY).toBe(4);
  writeFileSync(join(world.folder, 'shop', 'ready'), '');
  await letters.getByRole('button', { name: 'Redrive all' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Redrive all dead letters?' });
  await dialog.getByText('More than 4 tasks are submitted again', { exact: false }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Redrive all' }).press('Enter');
  await letters.getByText('5 tasks were submitted again.').waitFor();
  // The task of the schedule fails again.
  await expect.poll(async () => rows.count(), PATIENTLY).toBe(1);
  await open('/tasks?text=letter-');
  const succeeded = page.locator('.tasks-table .state', { hasText: 'succeeded' });
  await expect.poll(async () => succeeded.count(), PATIENTLY).toBe(ids.length);
});

it('runs no code but its own, and breaks none of its rules', () => {
  expect(world.complaints).toEqual([]);
});
