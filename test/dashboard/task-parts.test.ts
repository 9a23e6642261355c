import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { DaemonWithPage } from './daemon-with-page.ts';
import { talkativeAgent } from './talkative-agent.ts';

const PATIENTLY = { timeout: 15_000 };

const FIND_VIOLATIONS = `(async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
})()`;

const world = new DaemonWithPage(inject('memoryFolder'));
let page: Page;

beforeAll(async () => {
  await world.start();
  await world.submit('greets', { command: 'printf', args: ['<b>hello</b>'] });
  await world.submitFlow('steps', { first: [], second: ['first'], third: ['second'] });
  ({ page } = await world.open());
}, 90_000);

afterAll(async () => world[Symbol.asyncDispose]());

const open = async (path: string) => page.goto(new URL(path, page.url()).href);

/** Submits a command that has to be approved, with a concurrency key. */
async function submitWithKey(id: string): Promise<void> {
  const body = {
    task: { id, type: 'custom-command', projectId: 'held', command: 'true' },
    options: { concurrencyKey: 'a-key' },
  };
  const status = await page.evaluate(async (json) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/tasks', { method: 'POST', headers, body: json })).status;
  }, JSON.stringify(body));
  expect(status).toBe(201);
}

async function expectNoViolations(): Promise<void> {
  await page.evaluate(axe.source);
  expect(await page.evaluate(FIND_VIOLATIONS)).toEqual([]);
}

const fact = (name: string) => page.locator(`dl.facts dt:text-is("${name}") + dd`);

it('shows what a command resolved with as exit code, duration and text, and all of it as JSON by keys', async () => {
  await open('/tasks/greets');
  await page.locator('.place-head .state', { hasText: 'succeeded' }).waitFor();
  await page.getByRole('tab', { name: 'Timeline' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => fact('Exit code').textContent(), PATIENTLY).toBe('0');
  expect(await fact('Duration').textContent()).toMatch(/ sec$/);
  const output = page.getByRole('region', { name: 'Standard output' });
  expect(await output.textContent()).toBe('<b>hello</b>');
  await page.getByText('All of it as JSON').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'JSON' }).getByText('"exitCode": 0').waitFor();
  await expectNoViolations();
});

it('shows what an agent answered and what it cost', async () => {
  await world.submit('answers', {
    type: 'claude-cli',
    instructions: 'Look around.',
    projectConfig: { agent: { command: talkativeAgent(world.folder, 2) } },
  });
  await open('/tasks/answers');
  await page.locator('.place-head .state', { hasText: 'succeeded' }).waitFor();
  await page.getByRole('tab', { name: 'Result' }).click();
  await page.getByRole('region', { name: 'Output' }).filter({ hasText: 'All is seen.' }).waitFor();
  expect(await fact('Cost').textContent()).toBe('$0.50');
  expect(await fact('Turns').textContent()).toBe('3');
});

it('leads from a result to the pull request, its diff, the comment and the commits', async () => {
  const url = 'https://github.com/acme/shop/pull/3';
  const result = {
    success: true,
    pullRequest: { number: 3, url },
    replyUrl: 'https://github.com/acme/shop/issues/2#issuecomment-1',
    commits: ['0123456789abcdef', 'javascript:alert(1)'],
  };
  // No task reaches GitHub here.
  await page.route('**/tasks/greets', async (route) => {
    if (route.request().resourceType() === 'document') return route.continue();
    const answer = await route.fetch();
    return route.fulfill({ response: answer, json: { ...((await answer.json()) as object), result } });
  });
  await open('/tasks/greets?tab=result');
  const panel = page.getByRole('tabpanel', { name: 'Result' });
  const targetOf = async (name: string) => panel.getByRole('link', { name }).getAttribute('href');
  expect(await targetOf('Pull request #3')).toBe(url);
  expect(await targetOf('Files that the pull request changes')).toBe(`${url}/files`);
  expect(await targetOf('Reply')).toBe(result.replyUrl);
  expect(await fact('Commits').textContent()).toBe('0123456789');
  await page.unrouteAll({ behavior: 'wait' });
});

it('leads from a task to the one that was submitted before it with its key, and to what holds it', async () => {
  for (const id of ['before', 'after']) await submitWithKey(id);
  await world.poppo('pause', 'held', '--json');
  await open('/tasks/after?tab=why');
  const holds = page.getByRole('region', { name: 'Holds' });
  await holds.getByRole('link', { name: 'of the project held' }).waitFor();
  await expectNoViolations();
  const ahead = page.getByRole('region', { name: 'Submitted before with the key a-key' });
  await ahead.getByRole('link', { name: 'before', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'before', exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Why' }).click();
  await holds.waitFor();
  expect(await ahead.count()).toBe(0);
  await world.poppo('resume', 'held', '--json');
});

it('leads from a task of a flow to those that it depends on, and to those that depend on it', async () => {
  await open('/flows/steps');
  await page
    .getByRole('button', { name: /^second/ })
    .first()
    .click();
  await page.locator('.details .task-link').first().click();
  await page.getByRole('tab', { name: 'Why' }).click();
  const parents = page.getByRole('region', { name: 'Depends on', exact: true });
  const children = page.getByRole('region', { name: 'Depend on it', exact: true });
  await children.getByRole('listitem').filter({ hasText: 'blocked' }).waitFor();
  await expectNoViolations();
  const second = await page.getByRole('heading', { level: 1 }).textContent();
  await parents.getByRole('link').click();
  await page.getByRole('tab', { name: 'Timeline', selected: true }).waitFor();
  await page.getByRole('tab', { name: 'Why' }).click();
  expect(await children.getByRole('link').textContent()).toBe(second);
});

it('runs no code but its own, and breaks none of its rules', () => {
  expect(world.complaints).toEqual([]);
});
