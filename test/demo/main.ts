import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { CommandError, type Task, TaskError, type TaskResult, WorkerPool } from 'poppobuilder';
import { claudeBinary } from '../support/claude-binary.ts';
import type { ModelApi } from '../support/model-api.ts';
import { createBuggyProject, readDiff } from './buggy-project.ts';
import { printEvents, printField, printTitle } from './print-events.ts';
import { startStandIn } from './stand-in.ts';

const folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-demo-')));
const projectPath = join(folder, 'basket');
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal));
// Whoever read the output may go away: `... | head`.
process.stdout.on('error', () => stop.abort('nobody reads the output'));

let standIn: ModelApi | undefined;
try {
  await createBuggyProject(projectPath);
  standIn = process.env['ANTHROPIC_API_KEY'] ? undefined : await startStandIn(projectPath);
  await runDemo(standIn?.url);
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = stop.signal.aborted ? 130 : 1;
} finally {
  await standIn?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}

async function runDemo(standInUrl: string | undefined): Promise<void> {
  console.log(
    standInUrl === undefined
      ? 'ANTHROPIC_API_KEY is set: claude works with the real API, for at most 1 US dollar.'
      : 'ANTHROPIC_API_KEY is not set: the real claude talks to a local stand-in for the model API.',
  );
  await using pool = await openPool(await hostEnvironment(standInUrl));
  printEvents(pool);

  printTitle('1. The tests of a project fail.');
  const failure = await failingTests(pool);

  printTitle('2. The agent is to mend it.');
  const fixed = await pool.execute(fixingTask(failure), { signal: stop.signal });

  printTitle('3. The tests pass.');
  await pool.execute(task('test-after'), { signal: stop.signal });

  printTitle('What came of it');
  const { overall } = pool.getMetrics();
  printField('result', String(fixed['output']));
  printField('session', `${String(fixed['sessionId'])}, ${String(fixed['turns'])} turns`);
  printField('tokens', describeUsage(fixed));
  const paid = standInUrl === undefined ? '' : ' by list price; the stand-in asks for nothing';
  printField('cost', `${Number(fixed['costUsd']).toFixed(4)} US dollars${paid}`);
  printField(
    'metrics',
    `${overall.tasksExecuted} tasks, ${overall.tasksSucceeded} succeeded, ${overall.tasksFailed} failed, ` +
      `${Math.round(overall.avgExecutionTime)} ms on average`,
  );
  printField('diff', `\n${(await readDiff(projectPath)).trimEnd()}`);
}

/** A pool of sandboxes where there can be some, and says so. */
async function openPool(environment: NodeJS.ProcessEnv): Promise<WorkerPool> {
  const sandboxes = new WorkerPool({ environment, isolation: 'sandbox' });
  try {
    await sandboxes.chosenIsolation();
    console.log('isolation: each project in a sandbox of its own.');
    return sandboxes;
  } catch (error) {
    await sandboxes.close();
    if (!TaskError.is(error)) throw error;
    console.log(`isolation: each project in processes of its own. ${error.message}`);
    return new WorkerPool({ environment, isolation: 'process' });
  }
}

/** The tests, as a task. */
function task(id: string): Task {
  const fields = { command: 'node', args: ['--test', '--test-reporter=dot'] };
  return { id, type: 'custom-command', projectId: 'basket', projectPath, ...fields };
}

function fixingTask(failure: string): Task {
  return {
    id: 'fix',
    type: 'claude-cli',
    projectId: 'basket',
    projectPath,
    projectConfig: { agent: { command: findClaude() } },
    instructions: 'The tests of this project fail. Find the bug, mend it, and run the tests.',
    taskContext: { failure },
    allowedTools: ['Bash(node --test)', 'Bash(node --test:*)'],
    maxTurns: 20,
    maxBudgetUsd: 1,
  };
}

/** What the tests write; the demo needs a project whose tests fail. */
async function failingTests(pool: WorkerPool): Promise<string> {
  try {
    await pool.execute(task('test-before'), { signal: stop.signal });
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 1) return error.stdout;
    throw error;
  }
  throw new Error('the tests pass already, so there is nothing to mend.');
}

/** The host's environment, with all data of PoppoBuilder in the demo's own folder. */
async function hostEnvironment(standInUrl: string | undefined): Promise<NodeJS.ProcessEnv> {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const environment = {
    ...process.env,
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    TMPDIR: temporary,
    POPPOBUILDER_HOME: join(folder, 'home'),
  };
  if (standInUrl === undefined) return environment;
  return {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => !isOfAgent(name))),
    ANTHROPIC_BASE_URL: standInUrl,
    ANTHROPIC_API_KEY: 'key-for-the-stand-in',
  };
}

function isOfAgent(name: string): boolean {
  return /^(ANTHROPIC|CLAUDE_CODE)_/.test(name);
}

/** The pinned `claude` of the tests, where there is one for this platform. */
function findClaude(): string {
  try {
    return claudeBinary();
  } catch {
    return 'claude';
  }
}

function describeUsage({ usage }: TaskResult): string {
  const { inputTokens, outputTokens } = usage as { inputTokens: number; outputTokens: number };
  return `${inputTokens} in, ${outputTokens} out`;
}
