import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ProjectConfigInput, type Task, TaskExecutor } from '@poppobuilder/core';
import claudeCli from '@poppobuilder/plugin-claude-cli';
import customCommand from '@poppobuilder/plugin-custom-command';
import processIssue from '@poppobuilder/plugin-process-issue';
import { describe, expect, it } from 'vitest';
import { linkPackage } from '../support/plugin-package.ts';
import { answersWith, writes } from '../support/github/agent-stand-in.ts';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';
import { openRunner } from '../github/runners.ts';
import { says } from '../support/model-api.ts';
import { readmeExample } from '../support/readme.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const run = promisify(execFile);

/** The first block of code in a document that is of a language. */
function exampleIn(document: string, language: 'ts' | 'json'): string {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1] ?? '';
}

/** The block of code after `<!-- example: NAME -->` in a document. */
function markedExample(document: string, name: string): string {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
  return new RegExp(`<!-- example: ${name} -->\n\`\`\`\\w+\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1] ?? '';
}

const PACKAGES = {
  '@poppobuilder/worker-pool': 'packages/worker-pool',
  '@poppobuilder/agent': 'packages/agent',
  '@poppobuilder/agent-codex': 'packages/agent-codex',
  '@poppobuilder/core': 'packages/core',
  '@poppobuilder/embedded-postgres': 'packages/embedded-postgres',
  '@poppobuilder/engine': 'packages/engine',
  '@poppobuilder/github': 'packages/github',
  '@poppobuilder/github-tasks': 'packages/github-tasks',
  '@poppobuilder/result-cache': 'packages/result-cache',
  '@poppobuilder/telemetry': 'packages/telemetry',
  '@poppobuilder/plugin-custom-command': 'plugins/custom-command',
  '@poppobuilder/plugin-process-issue': 'plugins/process-issue',
  '@poppobuilder/workspace': 'packages/workspace',
  pg: 'test/node_modules/pg',
  zod: 'apps/cli/node_modules/zod',
};

/** The program of a README and the handler that it imports, as modules. */
function runnable(document: string, module: string, projectPath: string): Record<string, string> {
  const main = markedExample(document, 'run')
    .replace(`./${module}`, './example.mts')
    .replace('/home/me/my-app', projectPath);
  return { 'main.mts': main, 'example.mts': exampleIn(document, 'ts') };
}

/** Runs modules in Node with the packages of this workspace. Gives what the first writes. */
async function runModules(
  world: TemporaryProject,
  files: Readonly<Record<string, string>>,
  variables: NodeJS.ProcessEnv = {},
): Promise<string> {
  for (const [name, folder] of Object.entries(PACKAGES)) await linkPackage(world, name, folder);
  const paths = await Promise.all(Object.entries(files).map(([name, text]) => world.write(name, text)));
  const env = { PATH: process.env['PATH'], POPPOBUILDER_HOME: world.home, ...variables };
  const { stdout } = await run(process.execPath, [paths[0] ?? ''], { cwd: world.folder, env });
  return stdout;
}

/** A module that loads the example beside it as a plugin and writes the types of its tasks. */
const LOADING = `
  import { definePlugin, loadPlugins, TaskExecutor } from '@poppobuilder/core';
  import * as example from './example.mts';
  const plugin = example.default ?? definePlugin({ name: 'x', apiVersion: 1, handlers: Object.values(example) });
  await using executor = new TaskExecutor({ plugins: await loadPlugins([plugin]) });
  console.log(executor.handlers.map(({ type }) => type).join());`;

/** A module that runs a task with the example beside it as the only plugin, and writes the result. */
const RUNNING = `
  import { TaskExecutor } from '@poppobuilder/core';
  import plugin from './example.mts';
  await using executor = new TaskExecutor({ plugins: [plugin] });
  console.log(JSON.stringify(await executor.execute(JSON.parse(process.env.TASK))));`;

/** The example of a plugin's README as a task of a world. */
const taskOf = (plugin: string, { projectPath, projectConfig }: GitHubWorld): Task => ({
  ...(JSON.parse(exampleIn(`plugins/${plugin}/README.md`, 'json')) as Task),
  projectPath,
  projectConfig,
});

describe.concurrent('the example of', { timeout: 60_000 }, () => {
  it('custom-command runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    await world.write('project/packages/app/package.json', { scripts: { build: 'echo built' } });
    const example = exampleIn('plugins/custom-command/README.md', 'ts');
    const text = example.replace('/srv/website', world.project);
    expect(await runModules(world, { 'example.mts': text })).toContain('built');
  });

  it('the README has a task that process-issue accepts', async () => {
    await using world = await TemporaryProject.create();
    const task = JSON.parse(readmeExample('', 'task')) as Task;
    await using executor = new TaskExecutor({ plugins: [processIssue], homeFolder: world.home });
    expect(() => executor.validate({ ...task, projectPath: world.project })).not.toThrow();
  });

  it('the README has a plugin that handles its task', async () => {
    await using world = await TemporaryProject.create();
    const files = { 'run.mts': RUNNING, 'example.mts': readmeExample('', 'plugin') };
    const task = {
      id: 'greet-1',
      type: 'greet',
      projectId: 'demo',
      projectPath: world.project,
      name: 'Anna',
    };
    const result = await runModules(world, files, { TASK: JSON.stringify(task) });
    expect(JSON.parse(result)).toEqual({ success: true, greeting: 'Hello, Anna!' });
  });

  it('the README has a program with an executor that runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    expect(await runModules(world, { 'example.mjs': readmeExample('', 'executor') })).toBe('hello\n0\n');
  });

  it('the cached command of the caching guide is a valid task', async () => {
    await using world = await TemporaryProject.create();
    const task = JSON.parse(markedExample('docs/guide/caching.md', 'cached command')) as Task;
    await using executor = new TaskExecutor({ plugins: [customCommand], homeFolder: world.home });
    expect(executor.declareCache({ ...task, projectPath: world.project })).toMatchObject({
      files: ['src', 'test', 'package*.json', '!src/generated'],
      environment: ['NODE_ENV'],
    });
  });

  it('worker-pool runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    const example = readmeExample('packages/worker-pool', 'pool');
    const text = example.replace('/home/me/my-app', world.project);
    expect(await runModules(world, { 'example.mjs': text })).toMatch(
      /^hello-1 hello\n(sandbox|process) 0\n$/,
    );
  });

  it('engine runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    // Started by root, the embedded Postgres runs as another user, who must reach its folder.
    await chmod(world.folder, 0o711);
    const example = readmeExample('packages/engine', 'engine');
    const text = example.replace('/srv/website', world.project).replace('/var/lib/my-app', world.home);
    expect(await runModules(world, { 'example.mjs': text })).toMatch(/^It was built\n/);
  });

  it('embedded-postgres runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    // Started by root, the embedded Postgres runs as another user, who must reach its folder.
    await chmod(world.folder, 0o711);
    const example = readmeExample('packages/embedded-postgres', 'run');
    const text = example.replace('/var/lib/my-app', world.home);
    expect(await runModules(world, { 'example.mjs': text })).toBe('Hello from Postgres 18\n');
  });

  it('result-cache runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    const example = readmeExample('packages/result-cache', 'run');
    const text = example
      .replace('/home/me/my-app', world.project)
      .replace('/var/cache/my-app', join(world.home, 'cache'));
    await world.write('project/notes.txt', 'one');
    const result = '{ files: 1, success: true }\n';
    expect(await runModules(world, { 'example.mts': text })).toBe(
      `${result}count-2: cached (from count-1)\n${result}`,
    );
  });

  it('telemetry runs as it is printed, also where no collector is named', async () => {
    await using world = await TemporaryProject.create();
    const text = readmeExample('packages/telemetry', 'run').replace('/home/me/my-app', world.project);
    expect(await runModules(world, { 'example.mts': text })).toBe('0\n');
  });

  it.each([
    ['packages/agent/README.md', 'summarize'],
    ['packages/github/README.md', 'answer'],
    ['packages/workspace/README.md', 'add-note'],
    ['docs/guide/writing-a-plugin.md', 'count-words'],
  ])('%s makes a plugin for the type %s', async (document, type) => {
    await using world = await TemporaryProject.create();
    const files = { 'load.mts': LOADING, 'example.mts': exampleIn(document, 'ts') };
    expect((await runModules(world, files)).trim()).toBe(type);
  });

  it('the agent runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    const answer = [
      { type: 'system', subtype: 'init', session_id: 's', model: 'm' },
      {
        type: 'result',
        subtype: 'success',
        is_error: false,
        result: 'A shop.',
        session_id: 's',
        num_turns: 1,
        total_cost_usd: 0.25,
      },
    ].map((event) => JSON.stringify(event));
    await world.write(
      'bin/claude',
      `#!/bin/sh\nread -r prompt\ncat <<'END'\n${answer.join('\n')}\nEND\n`,
      0o755,
    );
    const files = runnable('packages/agent/README.md', 'summarize.ts', world.project);
    const variables = {
      PATH: `${join(world.folder, 'bin')}:${process.env['PATH']}`,
      ANTHROPIC_API_KEY: 'key',
    };
    expect(await runModules(world, files, variables)).toMatch(/^A shop\. [\d.]+\n$/);
  });

  it('agent-codex runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    const answer = [
      { type: 'thread.started', thread_id: 't' },
      { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'A shop.' } },
      { type: 'turn.completed', usage: { input_tokens: 1_000, cached_input_tokens: 0, output_tokens: 10 } },
    ].map((event) => JSON.stringify(event));
    await world.write(
      'bin/codex',
      `#!/bin/sh\ncat > /dev/null\ncat <<'END'\n${answer.join('\n')}\nEND\n`,
      0o755,
    );
    const files = {
      ...runnable('packages/agent-codex/README.md', 'summarize.ts', world.project),
      'example.mts': exampleIn('packages/agent/README.md', 'ts'),
    };
    const variables = { PATH: `${join(world.folder, 'bin')}:${process.env['PATH']}`, OPENAI_API_KEY: 'key' };
    expect(await runModules(world, files, variables)).toMatch(/^A shop\. [\d.]+\n$/);
  });

  it("the guide's own agent runs as it is printed", async () => {
    await using world = await TemporaryProject.create();
    await world.write('bin/echo-agent', '#!/bin/sh\necho "$1: $(cat)"\n', 0o755);
    const files = {
      'main.mts': `
        import { definePlugin, TaskExecutor } from '@poppobuilder/core';
        import echo from './echo.mts';
        import { summarize } from './summarize.mts';
        const handlers = [{ ...summarize, permissions: { commands: true } }];
        const plugin = definePlugin({ name: 'x', apiVersion: 1, handlers });
        await using executor = new TaskExecutor({ plugins: [plugin, echo] });
        const projectConfig = { agent: { provider: 'echo' } };
        const task = { id: 'a', type: 'summarize', projectId: 'p', projectPath: ${JSON.stringify(world.project)}, projectConfig };
        console.log((await executor.execute(task)).summary);`,
      'echo.mts': markedExample('docs/guide/coding-agents.md', 'echo-agent'),
      'summarize.mts': exampleIn('packages/agent/README.md', 'ts').replace('maxBudgetUsd: 0.5,', ''),
    };
    const PATH = `${join(world.folder, 'bin')}:${process.env['PATH']}`;
    expect(await runModules(world, files, { PATH })).toBe('--mode=plan: Sum up this project in 100 words.\n');
  });

  it('workspace runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    const remote = join(world.folder, 'remote.git');
    await run('git', ['init', '-q', '--bare', '-b', 'main', remote]);
    const git = ['-C', world.project, '-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    await run('git', ['init', '-q', '-b', 'main', world.project]);
    await run('git', [...git, 'commit', '-q', '--allow-empty', '-m', 'Start']);
    await run('git', [...git, 'push', '-q', remote, 'main']);
    const files = runnable('packages/workspace/README.md', 'add-note.ts', world.project);
    const main = (files['main.mts'] ?? '').replace('git@example.org:me/my-app.git', remote);
    expect(await runModules(world, { ...files, 'main.mts': main })).toMatch(/^\[ '[0-9a-f]{40}' \]\n$/);
    const { stdout } = await run('git', ['-C', remote, 'show', 'poppo/note:NOTE.md']);
    expect(stdout).toBe('Remember the milk.');
  });

  it.each(['test in an executor', 'test by hand', 'test in a pool'])(
    'the plugin guide has a handler tested: %s',
    async (name) => {
      await using world = await TemporaryProject.create();
      const test = markedExample('docs/guide/writing-a-plugin.md', name)
        .replace('./tracker.ts', './tracker.mts')
        .replace('../dist/tracker.js', './tracker.mts');
      const files = {
        'test.mts': test,
        'tracker.mts': markedExample('docs/guide/writing-a-plugin.md', 'tracker'),
      };
      expect(await runModules(world, files)).toMatch(/pass 1\n[^]*fail 0\n/);
    },
  );

  it('claude-cli is a valid task', async () => {
    await using world = await TemporaryProject.create();
    await using executor = new TaskExecutor({
      plugins: [claudeCli],
      homeFolder: world.home,
      environment: {},
    });
    const task = JSON.parse(exampleIn('plugins/claude-cli/README.md', 'json')) as Task;
    expect(() => executor.validate({ ...task, projectPath: world.project })).not.toThrow();
  });
});

describe('the examples of work on GitHub', { timeout: 60_000 }, () => {
  it('run as they are printed, one after the other', async () => {
    await using world = await createWorld({
      conversations: [
        { when: /Work on issue/, turns: [writes('total.js', 'export const total = 2;\n'), says('It is 2.')] },
        { when: /Go on with/, turns: [writes('total.test.js', 'import "./total.js";\n'), says('Added.')] },
        { when: /Review this/, turns: answersWith({ summary: 'Good.', comments: [] }) },
      ],
    });
    const { github } = world;
    const anna = github.api('anna').rest;
    await anna.issues.create({ ...github.at, title: 'Wrong total', body: 'It should be 2.' });
    await using runner = openRunner(world);
    expect(await runner.execute(taskOf('process-issue', world))).toMatchObject({
      pullRequest: { number: 2 },
    });
    expect(await runner.execute(taskOf('process-pr', world))).toMatchObject({ pullRequest: { number: 2 } });
    expect(await runner.execute(taskOf('process-comment', world))).toMatchObject({ branch: 'poppo/issue-1' });
    expect(github.remote.files('poppo/issue-1')).toEqual(['README.md', 'total.js', 'total.test.js']);
    const { data: reviews } = await anna.pulls.listReviews({ ...github.at, pull_number: 2 });
    expect(reviews).toHaveLength(1);
  });

  it.each([
    ['docs/guide/writing-a-plugin.md', 'greet', 'Thank you for the issue, @anna.'],
    ['packages/github-tasks/README.md', 'chore', 'Tidied up.'],
  ])('%s does what it says: %s', async (document, type, answer) => {
    await using world = await createWorld({
      conversations: [{ turns: [writes('a.txt', 'a\n'), says('Tidied up.')] }],
    });
    await using modules = await TemporaryProject.create();
    const { github } = world;
    const anna = github.api('anna').rest;
    await anna.issues.create({ ...github.at, title: 'Tidy up', body: '', labels: ['chore'] });
    const files = { 'run.mts': RUNNING, 'example.mts': markedExample(document, type) };
    const task = JSON.stringify(world.task(type, { issueNumber: 1 }));
    const result = await runModules(modules, files, { ...world.environment, TASK: task });
    expect(JSON.parse(result)).toMatchObject({ success: true });
    const { data: comments } = await anna.issues.listComments({ ...github.at, issue_number: 1 });
    expect(comments).toMatchObject([{ body: expect.stringContaining(answer) }]);
  });

  it('github runs as it is printed', async () => {
    await using world = await createWorld();
    await using modules = await TemporaryProject.create();
    const { github } = world;
    const anna = github.api('anna').rest;
    await anna.issues.create({ ...github.at, title: 'A question', body: 'Why?' });
    const files = runnable('packages/github/README.md', 'answer.ts', world.projectPath);
    const config = `projectConfig: ${JSON.stringify(world.projectConfig)},\n  issueNumber`;
    const main = (files['main.mts'] ?? '').replace('issueNumber', config);
    const told = await runModules(modules, { ...files, 'main.mts': main }, { ...world.environment });
    expect(told).toMatch(/^https?:.*#issuecomment-\d+\n$/);
  });

  it('submit one task for each labelled issue, however often the program looks', async () => {
    await using world = await createWorld();
    await using modules = await TemporaryProject.create();
    // Started by root, the embedded Postgres runs as another user, who must reach its folder.
    await chmod(modules.folder, 0o711);
    const { github } = world;
    const anna = github.api('anna').rest;
    for (const labels of [['poppo'], [], ['poppo', 'bug']]) {
      await anna.issues.create({ ...github.at, title: 'A wish', body: 'Please.', labels });
    }
    const program = markedExample('docs/guide/watching-a-repository.md', 'watch')
      .replace('https://api.github.com', github.url)
      .replace('acme/shop', `${github.at.owner}/${github.at.repo}`)
      .replace('/srv/shop', world.projectPath)
      .replace('/var/lib/my-app', modules.home)
      // What the tasks do is tested above.
      .replace('engine.consume({ slots: 2, runner: pool });', '')
      .replace(/^setInterval.*$/m, 'await look();');
    const report = `
      const { tasks } = await engine.tasks.list();
      console.log((await Promise.all(tasks.map(({ id }) => engine.tasks.get(id)))).map(({ task }) => task.issueNumber).sort());
      await engine.close();
      await pool.close();`;
    const variables = { GITHUB_TOKEN: github.token('poppo-bot') };
    expect(await runModules(modules, { 'main.mjs': `${program}${report}` }, variables)).toBe('[ 1, 3 ]\n');
  });

  it('are valid as the configuration of a project', async () => {
    await using world = await createWorld();
    const projectConfig = JSON.parse(
      markedExample('docs/guide/working-on-github.md', 'config'),
    ) as ProjectConfigInput;
    await using runner = openRunner(world);
    const task = { ...taskOf('process-issue', world), projectConfig };
    expect(() => (runner as TaskExecutor).validate(task)).not.toThrow();
  });
});
