import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DaemonWithPage } from './daemon-with-page.ts';
import { findViolations } from './find-violations.ts';
import { talkativeAgent } from './talkative-agent.ts';

const HOSTILE = '<img src=x onerror=document.title=1> \u202Egnp.exe /?#%';

const PATIENTLY = { timeout: 15_000 };

const world = new DaemonWithPage(inject('memoryFolder'));
let page: Page;

beforeAll(async () => {
  await world.start();
  await world.submit('done', { command: 'echo', args: ['hello'] }, '--tag', 'greeting');
  await world.submit('bad', { command: 'false' });
  await world.submit('asks', { projectId: 'held', command: 'true' });
  await world.submit(HOSTILE, {
    command: 'printf',
    args: ['\u001B[31mred <b>bold</b>\u001B[0m\\njavascript:alert(1)\\n'],
  });
  ({ page } = await world.open());
}, 90_000);

afterAll(async () => world[Symbol.asyncDispose]());

const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });

/** Names that the browser computes lack what turns the direction of writing; the text has it. */
const theId = async (id: string) =>
  expect.poll(async () => page.locator('h1').textContent(), PATIENTLY).toBe(id);

describe('the page', () => {
  it('shows who was signed in what needs them, what runs and what waits, without the code of the link', async () => {
    await heading('Overview').waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/');
    for (const name of ['Needs you', 'Running', 'Waiting']) {
      await page.getByRole('heading', { name: new RegExp(`^${name}`) }).waitFor();
    }
    await page.getByRole('link', { name: '0 of 2 slots' }).waitFor();
    expect(await page.title()).toBe('Overview · PoppoBuilder');
  });

  it('approves a task where it asks, and shows by itself that it ran', async () => {
    const row = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: 'asks', exact: true }) });
    await row.getByRole('button', { name: 'Approve' }).click();
    await expect.poll(async () => row.count(), PATIENTLY).toBe(0);
  });

  it('shows what was done by project, and its history as charts and as a table, for the range in the address', async () => {
    const today = page.getByRole('region', { name: 'Today by project' });
    await today
      .getByRole('listitem')
      .filter({ hasText: 'shop' })
      .getByRole('link', { name: '1 failed' })
      .waitFor();
    const history = page.getByRole('region', { name: 'History' });
    await expect.poll(async () => history.locator('canvas').count(), PATIENTLY).toBe(4);
    for (const name of ['Throughput', 'Failures', 'Duration', 'Cost']) {
      await history.locator('figcaption', { hasText: name }).waitFor();
    }
    await history.getByText('As a table').click();
    expect(await history.getByRole('rowheader').count()).toBe(24);
    await history.getByRole('button', { name: 'Week' }).click();
    await expect.poll(async () => history.getByRole('rowheader').count(), PATIENTLY).toBe(7);
    expect(new URL(page.url()).search).toBe('?range=week');
    await page.reload();
    await history.getByRole('button', { name: 'Week', pressed: true }).waitFor();
    await history.locator('figcaption', { hasText: 'Failures' }).getByRole('link', { name: '1' }).click();
    await page.getByRole('link', { name: 'bad' }).waitFor();
    await page.goto(new URL('/', page.url()).href);
  });

  it('has a place for each path, by mouse and by address', async () => {
    for (const name of ['Tasks', 'Schedules', 'Projects', 'Plugins', 'Settings', 'Overview']) {
      const link = page.getByRole('link', { name, exact: true });
      await link.click();
      await heading(name).waitFor();
      expect(await link.getAttribute('aria-current')).toBe('page');
      expect(await page.title()).toBe(`${name} · PoppoBuilder`);
    }
    await page.goto(new URL('/schedules', page.url()).href);
    await heading('Schedules').waitFor();
  });

  it('filters tasks by state and text, and keeps both in the address', async () => {
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByLabel('State').selectOption({ label: 'failed' });
    await page.getByRole('link', { name: 'done' }).waitFor({ state: 'detached' });
    expect(page.url()).toContain('state=failed');
    await page.reload();
    await page.getByRole('link', { name: 'bad' }).waitFor();
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No task matches.').waitFor();
  });

  it('filters tasks by type, tag, label and time, shows each as a chip, and says what there is not', async () => {
    await page.goto(new URL('/tasks', page.url()).href);
    await page.getByRole('list', { name: 'Tags' }).getByRole('link', { name: 'greeting' }).click();
    await page.getByRole('link', { name: 'bad' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'done' }).waitFor();
    expect(page.url()).toContain('tag=greeting');
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Submitted from').fill('2999-01-01T10:00');
    await page.keyboard.press('Enter');
    await page.getByText('No task matches.').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Remove the filter Submitted from' }).click();
    await page.getByRole('link', { name: 'done' }).waitFor();
    await page.getByRole('button', { name: 'Remove the filter Tag: greeting' }).click();
    await page.getByRole('link', { name: 'bad' }).waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Label of the consumer').fill('gpu');
    await page.getByText('No task matches.').waitFor();
    await page.getByRole('button', { name: 'Remove the filter Label of the consumer: gpu' }).click();
    await page.getByRole('link', { name: 'bad' }).waitFor();
    await page.getByLabel('Type').selectOption('process-issue');
    await page.getByText('No task matches.').waitFor();
    await page.goto(new URL('/tasks?colour=red&createdAfter=soon&label=a%2Fb', page.url()).href);
    await page.getByText('There is no filter colour.').waitFor();
    await page.getByText('soon is not a time.').waitFor();
    await page.getByText('“a/b” cannot be a label.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Show all tasks' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('forgets what was typed into the search when another view is opened', async () => {
    await page.goto(new URL('/tasks?state=failed', page.url()).href);
    await page.getByRole('searchbox').fill('ba');
    await page.waitForURL(/text=ba/);
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByRole('link', { name: 'done' }).waitFor();
    await page.getByLabel('State').selectOption('failed');
    await page.getByRole('link', { name: 'done' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    expect(page.url()).not.toContain('text=');
  });

  it('keeps a view under a name', async () => {
    await page.goto(new URL('/tasks?state=failed', page.url()).href);
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('broken');
    await page.keyboard.press('Enter');
    const views = page.getByRole('navigation', { name: 'Saved views' });
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByRole('link', { name: 'done' }).waitFor();
    await views.getByRole('link', { name: 'broken' }).click();
    await page.getByRole('link', { name: 'done' }).waitFor({ state: 'detached' });
    expect(page.url()).toContain('state=failed');
    await page.getByRole('button', { name: 'Remove the view broken' }).click();
    await views.waitFor({ state: 'detached' });
  });

  it('shows a task with its log and result, and one with a hostile id as text', async () => {
    await page.goto(new URL('/tasks', page.url()).href);
    const link = page.locator(`a[href="/tasks/${encodeURIComponent(HOSTILE)}"]`);
    await link.click();
    await theId(HOSTILE);
    await page.getByRole('tab', { name: 'Log' }).click();
    const colored = page.getByText('red <b>bold</b>', { exact: true });
    expect(await colored.getAttribute('data-colour')).toBe('red');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: 'Result' }).getAttribute('aria-selected')).toBe('true');
    await page.reload();
    await theId(HOSTILE);
    expect(await page.title()).toBe(`${HOSTILE} · PoppoBuilder`);
    await page.getByText('javascript:alert(1)').first().waitFor();
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
  });

  it('shows what a task waited for, its attempt and how long each took, as a list beside its bars', async () => {
    await page.goto(new URL('/tasks/done', page.url()).href);
    const spans = page.getByRole('list', { name: 'Waits and attempts' });
    await spans.getByText('Waited: queued').waitFor();
    const attempt = spans.getByRole('listitem').filter({ hasText: 'Attempt 1' });
    await attempt.getByText('succeeded').waitFor();
    expect(await attempt.getByRole('time').first().textContent()).toMatch(/\d:\d\d:\d\d/);
  });

  it('leads from a task to its issue', async () => {
    await world.submit('on-an-issue', { type: 'process-issue', projectId: 'held', issueNumber: 12 });
    await page.goto(new URL('/tasks/on-an-issue', page.url()).href);
    const link = page.getByRole('link', { name: 'Issue #12' });
    expect(await link.getAttribute('href')).toBe('https://github.com/acme/held/issues/12');
  });

  async function confirmCancelling(name: string): Promise<void> {
    const dialog = page.getByRole('dialog', { name });
    await dialog.getByText(/will be stopped/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  it('cancels several tasks, or all that match, after it has said what that does', async () => {
    await world.submit('long-1', { command: 'sleep', args: ['600'] });
    await world.submit('long-2', { command: 'sleep', args: ['600'] });
    await world.submit('long-3', { command: 'sleep', args: ['600'] });
    await page.goto(new URL('/tasks?text=long-', page.url()).href);
    await page.getByLabel('Select long-1').check();
    await page.getByLabel('Select long-2').check();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await confirmCancelling('Cancel 2 tasks?');
    const cancelled = page.locator('.tasks-table .state', { hasText: 'cancelled' });
    await expect.poll(async () => cancelled.count(), PATIENTLY).toBe(2);
    await page.getByLabel('Select long-1').check();
    await page.getByRole('button', { name: 'Select all that match' }).click();
    expect(await page.getByLabel('Select long-3').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await confirmCancelling('Cancel 1 task?');
    await expect.poll(async () => cancelled.count(), PATIENTLY).toBe(3);
    await page.getByText('All tasks that match are selected').waitFor({ state: 'detached' });
  });

  it('goes everywhere by keys alone, and gives the focus back', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await heading('Overview').waitFor();
    const link = page.getByRole('link', { name: 'Schedules', exact: true });
    await link.focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(async () => page.locator(':focus').textContent(), PATIENTLY).toBe('Schedules');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('don');
    await page.getByRole('option', { name: 'done' }).waitFor();
    await page.keyboard.press('Enter');
    await heading('done').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await heading('Tasks').waitFor();
    await page.locator('.tasks-table .task-link').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(1);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('says that there is no such task, project or place, and leads back', async () => {
    for (const [path, back] of [
      ['/tasks/none', 'All tasks'],
      ['/projects/none', 'All projects'],
      ['/flows/none', 'All tasks'],
      ['/nowhere', 'Back to the overview'],
    ] as const) {
      await page.goto(new URL(path, page.url()).href);
      await heading('Not found').waitFor();
      await page.getByRole('main').getByRole('link', { name: back }).waitFor();
    }
    await page.goto(new URL('/tasks?state=odd', page.url()).href);
    await expect.poll(async () => page.getByText('There is no state odd.').count(), PATIENTLY).toBe(1);
  });

  it('shows the settings of a project with where each comes from', async () => {
    await page.goto(new URL('/projects/held', page.url()).href);
    const settings = page.getByRole('region', { name: 'Settings' });
    await settings.getByText('"start" configuration of the daemon').waitFor();
    await settings.getByText('default', { exact: true }).first().waitFor();
    expect(await page.getByText(/^Workers of all projects: /).count()).toBe(1);
  });

  it('submits a task by a form that shows at its field what the daemon refuses', async () => {
    await page.goto(new URL('/plugins', page.url()).href);
    const form = page.getByRole('form', { name: 'Submit task' });
    await form.getByLabel('type').selectOption('custom-command');
    expect(page.url()).toContain('type=custom-command');
    await form.getByLabel('projectId').selectOption('shop');
    await form.getByLabel('maxOutputBytes').fill('many');
    await form.getByText('Options', { exact: true }).click();
    await form.getByLabel('priority').fill('soon');
    await form.getByRole('button', { name: 'Submit task' }).click();
    await form.locator('[aria-invalid=true]').waitFor();
    expect(await form.getByLabel('priority').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('priority').fill('5');
    await form.getByRole('button', { name: 'Submit task' }).click();
    const refused = form.locator('[aria-invalid=true]');
    await expect.poll(async () => refused.count(), PATIENTLY).toBe(2);
    await expect
      .poll(async () => page.locator(':focus').getAttribute('id'))
      .toBe(await refused.first().getAttribute('id'));
    const described = await refused.first().getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described ?? ''}"]`).textContent()).toBe('is missing');
    expect(await form.getByLabel('maxOutputBytes').inputValue()).toBe('many');
    // By keys alone: what was refused has the focus.
    await page.keyboard.type('echo');
    await page.keyboard.press('Tab');
    await page.keyboard.type('from the form');
    await form.getByLabel('maxOutputBytes').fill('');
    await form.getByLabel('concurrencyKey').fill('key-of-the-form');
    await form.getByLabel('id', { exact: true }).fill('made-by-hand');
    expect(JSON.parse(await form.getByLabel('task JSON').inputValue())).toEqual({
      type: 'custom-command',
      projectId: 'shop',
      command: 'echo',
      args: ['from the form'],
      id: 'made-by-hand',
    });
    await page.keyboard.press('Enter');
    await form.getByRole('link', { name: 'made-by-hand' }).click();
    await heading('made-by-hand').waitFor();
    await page.goto(new URL('/tasks?text=key-of-the-form', page.url()).href);
    await page.getByRole('link', { name: 'made-by-hand' }).waitFor();
  });

  it('runs a task again as it was, and with changes', async () => {
    await page.goto(new URL('/tasks/made-by-hand?tab=input', page.url()).href);
    await page.getByRole('button', { name: 'Run again', exact: true }).click();
    await page.getByText('Submitted:').getByRole('link').waitFor();
    await page.getByRole('button', { name: 'Run again with changes' }).click();
    const json = page.getByLabel('task JSON');
    await json.fill('{');
    await page.getByRole('button', { name: 'Submit task' }).click();
    expect(await json.getAttribute('aria-invalid')).toBe('true');
    await json.fill('{"type":"custom-command","projectId":"gone","command":"printf"}');
    await page.getByRole('button', { name: 'Submit task' }).click();
    const refused = page.locator('[aria-invalid=true]');
    await refused.waitFor();
    expect(await refused.inputValue()).toBe('gone');
    expect(await page.getByLabel('projectId').getAttribute('aria-invalid')).toBe('true');
    await page.getByText('is not a project of the configuration').waitFor();
    await json.fill(
      '{"id":"changed","type":"custom-command","projectId":"shop","command":"printf","args":["new"]}',
    );
    expect(await page.getByLabel('command').inputValue()).toBe('printf');
    await page.getByRole('button', { name: 'Submit task' }).click();
    await page.getByRole('link', { name: 'changed', exact: true }).click();
    await heading('changed').waitFor();
  });

  it('shows of a task that runs its stage, what it does and that no cost is known, and then what it cost', async () => {
    const release = join(world.folder, 'release');
    await world.submit('spends', {
      type: 'claude-cli',
      instructions: 'Look around.',
      projectConfig: { agent: { command: talkativeAgent(world.folder, 3, release) } },
    });
    await page.goto(new URL('/', page.url()).href);
    const running = page.getByRole('region', { name: /^Running/ }).getByRole('listitem');
    const row = running.filter({ has: page.getByRole('link', { name: 'spends', exact: true }) });
    await row.getByText('using Bash: ls 2', { exact: true }).waitFor();
    await row.getByText('execute', { exact: true }).waitFor();
    await row.getByText('no cost reported yet', { exact: true }).waitFor();
    writeFileSync(release, '');
    await page.goto(new URL('/tasks?text=spends', page.url()).href);
    const cells = page
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name: 'spends', exact: true }) });
    const cost = cells.getByRole('cell', { name: '$0.50', exact: true });
    await expect.poll(async () => cost.count(), PATIENTLY).toBe(1);
  });

  it('shows the title of an issue beside its task in the list, as text', async () => {
    const issue = { number: 13, title: 'Cart <b>total</b>' };
    await world.submit('titled', { type: 'process-issue', projectId: 'held', issueNumber: 13, issue });
    await page.goto(new URL('/tasks?text=titled', page.url()).href);
    const title = page.getByRole('cell', { name: issue.title, exact: true });
    await expect.poll(async () => title.count(), PATIENTLY).toBe(1);
  });

  it('shows what an agent said and did, page by page, with its tools folded', async () => {
    await world.submit('agent', {
      type: 'claude-cli',
      instructions: 'Look around.',
      projectConfig: { agent: { command: talkativeAgent(world.folder, 150) } },
    });
    await page.goto(new URL('/tasks/agent', page.url()).href);
    await page.locator('.place-head .state', { hasText: 'succeeded' }).waitFor();
    await page.getByRole('tab', { name: 'Agent' }).click();
    const transcript = page.getByRole('region', { name: 'Transcript of the agent' });
    await transcript.getByText('<b>Let me look</b> at 0.', { exact: true }).waitFor();
    await transcript.getByText('Attempt 1, turn 1 · claude-test').waitFor();
    const tool = transcript.getByRole('button', { name: /Bash/ }).first();
    await tool.focus();
    await page.keyboard.press('Enter');
    await transcript.getByRole('region', { name: 'Input of Bash' }).getByText('ls 0').waitFor();
    const result = transcript.getByRole('region', { name: 'Result of Bash' });
    expect(await result.textContent()).toMatch(/^red x{20000}$/);
    expect(await transcript.locator('li').count()).toBeLessThan(60);
    await transcript.focus();
    const end = transcript.getByText('All is seen.', { exact: true });
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        return end.count();
      }, PATIENTLY)
      .toBe(1);
    expect(await transcript.locator('li').count()).toBeLessThan(60);
  });

  it('draws what is near in a flow of many tasks, and goes along its dependencies by keys', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `step-${index}`);
    await world.submitFlow(
      'release',
      Object.fromEntries(names.map((name, index) => [name, index === 0 ? [] : [names[index - 1] ?? '']])),
    );
    await page.goto(new URL('/flows/release?task=step-200', page.url()).href);
    await heading('Flow release').waitFor();
    const graph = page.getByRole('group', { name: 'Tasks of the flow' });
    await page.getByText('120 of 400 tasks: those near step-200').waitFor();
    expect(await graph.getByRole('button').count()).toBe(120);
    await graph.getByRole('button', { name: /^step-200 / }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'step-201' }).waitFor();
    expect(page.url()).toContain('task=step-201');
    expect(await page.locator(':focus').getAttribute('data-name')).toBe('step-201');
    await page.getByRole('button', { name: 'Show what is near the chosen task' }).click();
    await page.getByText('those near step-201').waitFor();
    const height = async () => (await graph.getByRole('button').first().boundingBox())?.height ?? 0;
    const before = await height();
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect.poll(height).toBeLessThan(before);
  });

  it('shows in the settings what failed for good, and submits it again', async () => {
    const retry = { command: 'test', args: ['-e', 'ready'] };
    await world.submit('letter', retry);
    await page.goto(new URL('/settings', page.url()).href);
    const letters = page.getByRole('region', { name: 'Dead letters' });
    const row = letters
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: 'letter', exact: true }) });
    await row.getByText('COMMAND_FAILED').waitFor();
    writeFileSync(join(world.folder, 'shop', 'ready'), '');
    await letters.getByRole('button', { name: 'Redrive letter' }).focus();
    await page.keyboard.press('Enter');
    await letters.getByText('1 task was submitted again.').waitFor();
    await row.waitFor({ state: 'detached' });
    await page.goto(new URL('/tasks/letter', page.url()).href);
    const state = page.locator('.place-head .state');
    await expect.poll(async () => state.textContent(), PATIENTLY).toContain('succeeded');
  });

  it('shows in the settings who is notified, and what failed, without the secret of the address', async () => {
    await page.goto(new URL('/settings', page.url()).href);
    const notifications = page.getByRole('region', { name: 'Notifications' });
    await notifications.getByText('127.0.0.1:9', { exact: true }).waitFor();
    await notifications.getByText(/The task \S+ \(custom-command\) of shop has failed/).waitFor();
    await notifications.getByText('tried again').waitFor();
    expect(await page.content()).not.toContain('hidden');
  });

  it('examines the daemon by keys, and lists what was found', async () => {
    await page.goto(new URL('/settings', page.url()).href);
    await page.getByRole('button', { name: 'Examine the daemon' }).focus();
    await page.keyboard.press('Enter');
    const findings = page.getByRole('list', { name: 'Findings' });
    await findings.waitFor({ timeout: 60_000 });
    expect(await findings.getByText('fine', { exact: true }).count()).toBeGreaterThan(0);
  }, 90_000);

  it('keeps the density that was chosen', async () => {
    const compact = page.locator(':root[data-density=compact]');
    await page.goto(new URL('/settings', page.url()).href);
    await page.getByLabel('Density').selectOption('Compact');
    await compact.waitFor();
    await page.reload();
    await compact.waitFor();
    expect(await page.getByLabel('Density').inputValue()).toBe('compact');
    await page.getByLabel('Density').selectOption('Comfortable');
    await compact.waitFor({ state: 'detached' });
  });

  it('runs no code but its own, and breaks none of its rules', () => {
    expect(world.complaints).toEqual([]);
  });
});

describe('somebody who is not signed in', () => {
  it('reads how to sign in, also with a link that was used', async () => {
    const { context } = await world.open('viewer');
    const [link] = await world.poppo('open', '--json');
    const second = await context.newPage();
    await second.goto(String(link?.['url']));
    await context.clearCookies();
    await second.goto(String(link?.['url']));
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await second.getByText('poppo open', { exact: true }).count()).toBe(1);
    await context.close();
  });
});

describe('somebody who signs out', () => {
  it('is asked to sign in, and the session is over', async () => {
    const { page: theirs, context } = await world.open('viewer');
    await theirs.goto(new URL('/settings', theirs.url()).href);
    await theirs.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(await theirs.getByRole('button', { name: 'Examine the daemon' }).count()).toBe(0);
    await theirs.getByRole('button', { name: 'Sign out' }).click();
    await theirs.getByRole('heading', { name: 'Sign in' }).waitFor();
    const answer = await context.request.get(new URL('/api/v1/session', theirs.url()).href);
    expect(answer.status()).toBe(401);
    await context.close();
  });
});

describe('a viewer', () => {
  it('is offered no action, and the daemon refuses what they send', async () => {
    const { page: theirs, context } = await world.open('viewer');
    await theirs.getByRole('heading', { name: 'Running' }).waitFor();
    await theirs.goto(new URL('/tasks?state=failed', theirs.url()).href);
    await theirs.getByRole('link', { name: 'bad' }).waitFor();
    expect(await theirs.getByRole('checkbox').count()).toBe(0);
    const answer = await context.request.post(new URL('/api/v1/tasks/bad/retry', theirs.url()).href);
    expect(answer.status()).toBe(403);
    await context.close();
  });
});

const PLACES = [
  '/',
  '/tasks',
  '/tasks/done',
  '/tasks/done?tab=log',
  '/tasks/agent?tab=agent',
  '/tasks/done?tab=input',
  '/flows/release',
  '/schedules',
  '/projects',
  '/projects/shop',
  '/plugins?type=claude-cli',
  '/settings',
];

describe('axe', () => {
  it.each(['en-GB', 'ja-JP'])(
    'finds nothing in %s, in both themes, on a wide and on a narrow page',
    async (locale) => {
      const { page: audited, context } = await world.open('operator', { locale, reducedMotion: 'reduce' });
      for (const path of PLACES) {
        await audited.goto(new URL(path, audited.url()).href);
        await audited.getByRole('heading', { level: 1 }).waitFor();
        await audited.waitForLoadState('load');
        await expect.poll(async () => audited.locator('.skeleton').count()).toBe(0);
        if (path === '/') await audited.locator('.history-table summary').click();
        for (const colorScheme of ['light', 'dark'] as const) {
          for (const width of [1440, 390]) {
            await audited.emulateMedia({ colorScheme });
            await audited.setViewportSize({ width, height: 900 });
            // A theme changes nothing but colours.
            const found = await findViolations(audited, colorScheme === 'light' ? 'all' : 'colors');
            expect([path, colorScheme, width, found]).toEqual([path, colorScheme, width, []]);
          }
        }
      }
      await context.close();
    },
    120_000,
  );
});
