import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { DaemonWithPage } from './daemon-with-page.ts';
import { findViolations } from './find-violations.ts';
import { scriptedAgent } from './scripted-agent.ts';

const PATIENTLY = { timeout: 15_000 };

const IN_3_HOURS = Math.ceil(Date.now() / 1_000) + 3 * 3_600;

const world = new DaemonWithPage(inject('memoryFolder'));
let page: Page;

beforeAll(async () => {
  await world.start({ capped: { budgets: { day: { runs: 1 } } }, web: {} });
  ({ page } = await world.open());
}, 90_000);

afterAll(async () => world[Symbol.asyncDispose]());

const region = (name: string | RegExp) => page.getByRole('region', { name });
const needsYou = () => region(/^Needs you/);
const rowWith = (text: string) => needsYou().getByRole('listitem').filter({ hasText: text });

it('a budget that is reached is raised by keys where it asks, and what waited for it starts', async () => {
  await world.submit('first', { projectId: 'capped', command: 'true' });
  const raise = rowWith('capped (day)').getByRole('button', { name: 'Raise' });
  await raise.waitFor();
  await world.submit('second', { projectId: 'capped', command: 'true' });
  await raise.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Raise the budget' });
  expect(await findViolations(page)).toEqual([]);
  const [more, until] = [dialog.getByLabel('More runs'), dialog.getByLabel('Until')];
  await more.fill('1');
  await until.fill('2001-01-01T10:00');
  await page.keyboard.press('Enter');
  await dialog.getByText('must be in the future').waitFor();
  expect(await until.getAttribute('aria-invalid')).toBe('true');
  expect([await more.inputValue(), await until.inputValue()]).toEqual(['1', '2001-01-01T10:00']);
  await more.fill('-1');
  await until.fill('2999-01-01T10:00');
  await page.keyboard.press('Enter');
  await expect.poll(async () => more.getAttribute('aria-invalid'), PATIENTLY).toBe('true');
  await more.fill('5');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await region('Budgets').getByText('of 6').waitFor();
  await raise.waitFor({ state: 'detached' });
  await page.goto(new URL('/tasks/second', page.url()).href);
  const state = page.locator('.place-head .state');
  await expect.poll(async () => state.textContent(), PATIENTLY).toContain('succeeded');
});

it('how much of its limits an account of agents has used is shown with when they reset', async () => {
  const limits = { five_hour: { utilization: 0.42, resetsAt: IN_3_HOURS } };
  const events = [
    { type: 'rate_limit_event', rate_limit_info: { status: 'allowed', unifiedWindows: limits } },
    {
      type: 'result',
      subtype: 'success',
      is_error: false,
      result: 'Done.',
      session_id: 'one',
      num_turns: 1,
      modelUsage: {},
      permission_denials: [],
    },
  ];
  const command = scriptedAgent(world.folder, 'reporting-agent', events, 0);
  await world.submit('reports', {
    type: 'claude-cli',
    projectId: 'web',
    instructions: 'Say it.',
    projectConfig: { agent: { command } },
  });
  await page.goto(new URL('/', page.url()).href);
  const window = region('Accounts of agents').getByRole('listitem').filter({ hasText: '42% used' });
  await expect.poll(async () => window.last().textContent(), PATIENTLY).toContain('resets in 3 hours');
  await page.getByRole('meter', { name: '5 hours' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
});

it('agents that fail in a row need somebody, who lets their tasks start again', async () => {
  const command = scriptedAgent(world.folder, 'failing-agent', [], 1);
  const task = { type: 'claude-cli', instructions: 'Say it.', projectConfig: { agent: { command } } };
  for (let index = 1; index <= 5; index++) await world.submit(`fails-${index}`, task);
  await page.goto(new URL('/', page.url()).href);
  const row = rowWith('CIRCUIT_OPEN');
  await row.getByText('The last 5 attempts failed in the same way').waitFor();
  await row.getByRole('button', { name: 'Release' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => row.count(), PATIENTLY).toBe(0);
});

it('of failed tasks the overview tells the number of all, and leads to their list', async () => {
  for (let index = 1; index <= 6; index++) {
    await world.submit(`broken-${index}`, { projectId: 'web', command: 'false' });
  }
  await page.goto(new URL('/', page.url()).href);
  const all = needsYou().getByRole('link', { name: /^All \d+ failed tasks$/ });
  await all.click();
  await page.getByRole('link', { name: 'broken-6' }).waitFor();
  expect(new URL(page.url()).search).toBe('?state=failed');
});

it('a cost that nobody knows is told as unknown, and never as an amount', async () => {
  // An agent that ends without a report, such as one that was killed, leaves this.
  await page.route(/\/api\/v1\/(tasks|history)\?/, async (route) => {
    const answer = await route.fetch();
    const { items } = (await answer.json()) as { items: { projectId?: string }[] };
    const unknown = items.map(({ ...item }) => ({ ...item, costUsd: undefined, unknownRuns: 2, usd: 0 }));
    return route.fulfill({ response: answer, json: { items: unknown } });
  });
  await page.goto(new URL('/tasks?text=broken-1', page.url()).href);
  await page.getByRole('cell', { name: 'unknown cost', exact: true }).waitFor();
  expect(await page.getByText('$0').count()).toBe(0);
  await page.goto(new URL('/', page.url()).href);
  const today = region('Today by project').getByRole('listitem').filter({ hasText: 'web' });
  await today.getByText('2 runs of unknown cost').waitFor();
  await page.unrouteAll({ behavior: 'wait' });
});

it('runs no code but its own, and breaks none of its rules', () => {
  expect(world.complaints).toEqual([]);
});
