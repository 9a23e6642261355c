import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { DaemonWithPage } from '../dashboard/daemon-with-page.ts';
import { talkativeAgent } from '../dashboard/talkative-agent.ts';

// Usage: node test/screenshots/main.ts. Takes pictures of every place of the page into docs/images, from a daemon that runs.

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));

/** The places by the names of their pictures, each with what is seen when it is ready. */
const PLACES: readonly (readonly [name: string, path: string, ready: string])[] = [
  ['overview', '/', 'Needs you'],
  ['tasks', '/tasks', 'build-docs'],
  ['task-timeline', '/tasks/test', 'Attempt 1'],
  ['task-agent', '/tasks/fix-rounding?tab=agent', 'Bash'],
  ['task-log', '/tasks/test?tab=log', 'passed'],
  ['task-input', '/tasks/test?tab=input', 'Run again'],
  ['flow', '/flows/release', 'publish'],
  ['schedules', '/schedules', 'Schedules'],
  ['projects', '/projects', 'shop'],
  ['project', '/projects/shop', 'shop'],
  ['plugins', '/plugins?type=claude-cli', 'instructions'],
  ['settings', '/settings', 'Settings'],
];

const ROUNDS = ['test/cart.test.ts passed', 'src/cart.ts 3 lines changed', '12 tests passed'];

await using world = new DaemonWithPage();
await world.start();
await tellStory(world);
mkdirSync(FOLDER, { recursive: true });
const { page } = await world.open('operator', {
  viewport: { width: 1280, height: 800 },
  colorScheme: 'light',
  reducedMotion: 'reduce',
});
try {
  for (const [name, path, ready] of PLACES) await take(page, name, path, ready);
} finally {
  await world.poppo('cancel', 'build-docs', '--json');
}

/** Submits tasks of each kind. */
async function tellStory(story: DaemonWithPage): Promise<void> {
  const lines = ROUNDS.map((line) => `\\033[32m${line}\\033[0m\\n`).join('');
  await story.submit('test', { command: 'printf', args: [lines] });
  await story.submit('lint', { command: 'false' });
  await story.submit('deploy', { projectId: 'held', command: 'true' });
  await story.submit('build-docs', { command: 'sleep', args: ['600'] });
  await story.submit('fix-rounding', {
    type: 'claude-cli',
    instructions: 'Round prices to cents.',
    projectConfig: { agent: { command: talkativeAgent(story.folder, ROUNDS.length) } },
  });
  await story.submitFlow('release', {
    build: [],
    unit: ['build'],
    browser: ['build'],
    pack: ['unit', 'browser'],
    notes: ['build'],
    publish: ['pack', 'notes'],
  });
}

async function take(of: Page, name: string, path: string, ready: string): Promise<void> {
  await of.goto(new URL(path, of.url()).href);
  await of.getByRole('main').getByText(ready).first().waitFor();
  await of.screenshot({ path: join(FOLDER, `${name}.png`) });
}
