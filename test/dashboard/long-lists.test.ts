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

async function submitHeld(count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `many-${index}`);
  const statuses = await page.evaluate(async (all) => {
    const headers = { 'content-type': 'application/json' };
    const submit = async (id: string) => {
      const task = { id, type: 'custom-command', projectId: 'held', command: 'true' };
      const body = JSON.stringify({ task });
      return (await fetch('/api/v1/tasks', { method: 'POST', headers, body })).status;
    };
    return Promise.all(all.map(submit));
  }, ids);
  expect(new Set(statuses)).toEqual(new Set([201]));
}

it('cancelling many tasks is followed from any place, and begun again after a failure', async () => {
  await submitHeld(60);
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let requests = 0;
  await page.route('**/api/v1/tasks/bulk', async (route) => {
    requests++;
    if (requests === 2) {
      reached.resolve();
      await released.promise;
      return route.fulfill({ status: 500, json: { code: 'INTERNAL', message: 'The disk is full.' } });
    }
    return route.continue();
  });
  await open('/tasks?text=many-');
  await page
    .getByLabel(/^Select many-/)
    .first()
    .check();
  await page.getByRole('button', { name: 'Select all that match' }).click();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel 60 tasks?' });
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await reached.promise;
  const progress = page.getByRole('region', { name: 'Actions on several tasks' });
  await progress.getByText('25 of 60').waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await findViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.getByRole('link', { name: 'Projects', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Projects' }).waitFor();
  await progress.getByText('25 of 60').waitFor();
  released.resolve();
  await progress.getByText('The disk is full.').waitFor();
  await progress.getByText('25 tasks were cancelled.').waitFor();
  await progress.getByRole('button', { name: 'Try again' }).focus();
  await page.keyboard.press('Enter');
  await progress.getByText('35 tasks were cancelled.').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await progress.getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('Enter');
  await progress.waitFor({ state: 'detached' });
  await open('/tasks?text=many-&state=blocked');
  await page.getByText('No task matches.').waitFor();
});

it('runs no code but its own, and breaks none of its rules', () => {
  expect(world.complaints).toEqual([]);
});
