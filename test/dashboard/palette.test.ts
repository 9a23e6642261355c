import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DaemonWithPage } from './daemon-with-page.ts';
import { findViolations } from './find-violations.ts';

const PATIENTLY = { timeout: 15_000 };

const HOURLY = { every: 3_600_000, task: { type: 'custom-command', command: 'true' } };

const world = new DaemonWithPage();
let page: Page;

beforeAll(async () => {
  await world.start({ web: { schedules: { hourly: HOURLY } } });
  for (const id of ['asks-1', 'asks-2']) await world.submit(id, { projectId: 'held', command: 'true' });
  await world.submit('bad', { command: 'false' });
  ({ page } = await world.open());
  // Keys do nothing before the page is there.
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}, 90_000);

afterAll(async () => world[Symbol.asyncDispose]());

const hits = () => page.getByRole('listbox').getByRole('option');

/** Types into the palette, by keys alone, and returns once the first hit is this one. */
async function find(text: string, first: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(text);
  await expect.poll(async () => hits().first().textContent(), PATIENTLY).toBe(`${first} Action`);
}

const state = () => page.locator('.place-head .state');

it('approves a task that is found by the name of the action and of the task, and opens it', async () => {
  await find('approve asks-1', 'Approve asks-1');
  expect(await hits().count()).toBe(1);
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'asks-1' }).waitFor();
  await expect.poll(async () => state().textContent(), PATIENTLY).toBe('succeeded');
});

it('names all tasks for which an action can be taken, and asks before one that cannot be undone', async () => {
  await find('reject', 'Reject asks-2');
  expect(await hits().count()).toBe(1);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Reject asks-2?' });
  await dialog.getByLabel('Reason').fill('Not now.');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const [shown] = await world.poppo('show', 'asks-2', '--json');
  expect(shown).toMatchObject({ state: 'cancelled' });
});

it('offers what can be done with the task that is open before anything is typed', async () => {
  await page.goto(new URL('/tasks/bad', page.url()).href);
  await expect.poll(async () => state().textContent(), PATIENTLY).toBe('failed');
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Retry bad' }).waitFor();
  await page.keyboard.press('Escape');
});

it('pauses and resumes projects, runs schedules and changes the theme', async () => {
  await find('pause shop', 'Pause shop');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Pause shop?' });
  await dialog.waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await find('shop resume', 'Resume shop');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'shop' }).waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('run now hourly');
  await expect.poll(async () => hits().count(), PATIENTLY).toBe(1);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Schedules' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'hourly' }).getByText('succeeded').waitFor();
  await find('dark', 'Theme: Dark');
  await page.keyboard.press('Enter');
  await page.locator(':root[data-theme=dark]').waitFor();
  await find('system', 'Theme: System');
  await page.keyboard.press('Enter');
  await page.locator(':root[data-theme=dark]').waitFor({ state: 'detached' });
});

it('shows in the settings what was chosen elsewhere, also in another tab', async () => {
  await page.goto(new URL('/settings', page.url()).href);
  const themes = page.getByLabel('Theme');
  const other = await page.context().newPage();
  await other.goto(new URL('/settings', page.url()).href);
  await themes.waitFor();
  await find('dark', 'Theme: Dark');
  await page.keyboard.press('Enter');
  await expect.poll(async () => themes.inputValue(), PATIENTLY).toBe('dark');
  await other.locator(':root[data-theme=dark]').waitFor();
  await other.getByLabel('Theme').selectOption('system');
  await page.locator(':root[data-theme=dark]').waitFor({ state: 'detached' });
  await expect.poll(async () => themes.inputValue(), PATIENTLY).toBe('system');
  await other.close();
});

it('stays open and says so where an action did not work', async () => {
  await page.route('**/api/v1/tasks/bad/retry', async (route) =>
    route.fulfill({ status: 500, json: { code: 'INTERNAL', message: 'The disk is full.' } }),
  );
  await find('retry bad', 'Retry bad');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The disk is full.').waitFor();
  expect(await page.getByRole('dialog').getByRole('combobox').inputValue()).toBe('retry bad');
  await page.keyboard.press('Escape');
});

it('offers a viewer the places and the looks, but no action', async () => {
  const { page: theirs, context } = await world.open('viewer');
  await theirs.getByRole('heading', { level: 1 }).waitFor();
  await theirs.keyboard.press('Control+k');
  await theirs.getByRole('combobox').fill('retry bad');
  await theirs.getByText('Nothing found.').waitFor();
  await theirs.getByRole('combobox').fill('light');
  await theirs.getByRole('option', { name: 'Theme: Light' }).waitFor();
  expect(await theirs.getByRole('option').count()).toBe(1);
  await context.close();
});

it('runs no code but its own, and breaks none of its rules', () => {
  expect(world.complaints).toEqual([]);
});
