import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/workspace.ts';
import { installPlugin, linkPackage, pluginSource } from '../support/plugin-package.ts';
import { parseJsonLines, runPoppo } from '../support/poppo.ts';
import { sampleVariants } from '../support/sample-variants.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { WAYS } from '../support/ways.ts';

const customCommand = {
  type: 'custom-command',
  permissions: { commands: true, network: true, files: 'project' },
};

const processIssue = {
  type: 'process-issue',
  permissions: { commands: true, network: true, files: 'workspace', secrets: ['github', 'agent'] },
};

describe.concurrent('poppo plugins', { timeout: 60_000 }, () => {
  it('lists the built-in plugins outside of every package', async () => {
    await using world = await TemporaryProject.create();
    const options = { cwd: world.folder, home: world.home };
    const { exitCode, stdout } = await runPoppo(['plugins', '--json'], options);
    expect(exitCode).toBe(0);
    const lines = parseJsonLines(stdout);
    expect(lines.map((line) => [line['source'], line['name']])).toEqual([
      ['built-in', '@poppobuilder/plugin-claude-cli'],
      ['built-in', '@poppobuilder/plugin-custom-command'],
      ['built-in', '@poppobuilder/plugin-github-trigger'],
      ['built-in', '@poppobuilder/plugin-process-comment'],
      ['built-in', '@poppobuilder/plugin-process-issue'],
      ['built-in', '@poppobuilder/plugin-process-pr'],
    ]);
    expect(lines[1]).toMatchObject({ event: 'plugin', version: expect.any(String), types: [customCommand] });
    expect(lines[4]).toMatchObject({ types: [processIssue] });
  });

  it('lists the direct dependencies of the nearest package.json upward', async () => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: '@acme/lint', source: pluginSource('lint', '') });
    const cwd = join(world.folder, 'deep', 'down');
    await mkdir(cwd, { recursive: true });
    const { stdout } = await runPoppo(['plugins', '--json'], { cwd, home: world.home });
    expect(parseJsonLines(stdout).at(-1)).toMatchObject({
      name: '@acme/lint',
      version: '1.2.3',
      source: 'dependency',
      folder: join(world.folder, 'node_modules/@acme/lint'),
      types: [
        {
          type: 'lint',
          description: 'Does what a test needs.',
          permissions: {
            commands: false,
            network: false,
            files: 'read',
            secrets: ['github'],
            workers: false,
            addons: false,
          },
        },
      ],
    });
  });

  it('shows the permissions of each plugin in readable output', async () => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: 'lint', source: pluginSource('lint', '') });
    const { stdout } = await runPoppo(['plugins'], { cwd: world.folder, home: world.home });
    expect(stdout).toContain('permissions: commands, network, files (project)');
    expect(stdout).toContain(`lint 1.2.3 (from ${join(world.folder, 'node_modules/lint')})
  lint: Does what a test needs.
    permissions: files (read), secrets (github)`);
  });

  it('shows the webhook of a trigger, the secret for it, and what a project may say of it', async () => {
    await using world = await TemporaryProject.create();
    const cwd = join(root, 'examples/alert-trigger');
    const inspect = ['plugins', 'inspect', '@poppobuilder/example-alert-trigger'];
    const shown = await runPoppo(inspect, { cwd, home: world.home });
    expect(shown.stdout).toContain(`
  webhook: /webhooks/alerts
  secret: of the webhook (from $ALERTS_WEBHOOK_SECRET)
  configuration: triggers.alerts (commands)
`);
    const { stdout } = await runPoppo([...inspect, '--json'], { cwd, home: world.home });
    expect(parseJsonLines(stdout)).toMatchObject([
      {
        types: [{ type: 'trigger:alerts', permissions: { network: false } }],
        triggers: [
          {
            type: 'alerts',
            webhook: { route: 'alerts', signature: { scheme: 'standard-webhooks' } },
            configuration: { properties: { commands: { type: 'object' } } },
          },
        ],
      },
    ]);
  });

  it('fails when a plugin never finishes loading', async () => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: 'lint', source: 'await new Promise(() => undefined);' });
    const { exitCode, stdout, stderr } = await runPoppo(['plugins'], { cwd: world.folder, home: world.home });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error PLUGIN_INVALID: .*"lint" is not loaded.* never finishes loading\./m);
  });

  it('loads a plugin from a subpath export', async () => {
    await using world = await TemporaryProject.create();
    const source = pluginSource('lint', '');
    await installPlugin(world, {
      name: 'lint',
      source,
      plugin: './plugin',
      exports: { './plugin': './index.js' },
    });
    const { stdout } = await runPoppo(['plugins', '--json'], { cwd: world.folder, home: world.home });
    expect(parseJsonLines(stdout).at(-1)).toMatchObject({ name: 'lint', types: [{ type: 'lint' }] });
  });

  it('loads a plugin that was compiled from ESM to CommonJS', async () => {
    await using world = await TemporaryProject.create();
    const source = `"use strict";
      Object.defineProperty(exports, "__esModule", { value: true });
      exports.default = { name: 'compiled', apiVersion: 1 };`;
    await installPlugin(world, { name: 'compiled', source: '', exports: './index.cjs' });
    await world.write('node_modules/compiled/index.cjs', source);
    const { stdout } = await runPoppo(['plugins', '--json'], { cwd: world.folder, home: world.home });
    expect(parseJsonLines(stdout).at(-1)).toMatchObject({ name: 'compiled', types: [] });
  });

  it('lists the plugin of the current folder and those named by path', async () => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: 'lint', source: pluginSource('lint', '') });
    await world.write('plain.mjs', pluginSource('plain', ''));
    const own = join(world.folder, 'node_modules/lint');
    const flags = ['--json', '--plugin', '../../plain.mjs', '--plugin', own];
    const { stdout } = await runPoppo(['plugins', ...flags], { cwd: own, home: world.home });
    expect(parseJsonLines(stdout).slice(6)).toMatchObject([
      { name: join(world.folder, 'plain.mjs'), types: [{ type: 'plain' }] },
      { name: 'lint', folder: own, types: [{ type: 'lint' }] },
    ]);
  });

  it('rejects the path of a plugin that does not exist', async () => {
    await using world = await TemporaryProject.create();
    const options = { cwd: world.folder, home: world.home };
    const { exitCode, stderr } = await runPoppo(['plugins', '--plugin', 'absent'], options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(join(world.folder, 'absent'));
  });

  it('warns about a plugin whose name differs from its package, and about a package that only looks like a plugin', async () => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: 'lint', source: pluginSource('lint', '') });
    await world.write('package.json', {
      dependencies: { lint: '1', forgot: '1', keyword: '1', react: '1', 'poppobuilder-plugin-x': '1' },
    });
    await world.write('node_modules/forgot/package.json', {
      peerDependencies: { '@poppobuilder/core': '>=0.1' },
    });
    await world.write('node_modules/keyword/package.json', { keywords: ['poppobuilder-plugin'] });
    await world.write('node_modules/poppobuilder-plugin-x/package.json', { name: 'poppobuilder-plugin-x' });
    await world.write('node_modules/react/package.json', { keywords: ['react'], peerDependencies: {} });
    const { exitCode, stderr } = await runPoppo(['plugins'], { cwd: world.folder, home: world.home });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('The plugin of the package "lint" has the name "plugin-of-lint".');
    expect(stderr).toMatch(/The package "forgot" .* lacks "poppobuilder": \{ "plugin": "\." \}\./);
    expect(stderr).toContain('The package "keyword"');
    expect(stderr).toContain('The package "poppobuilder-plugin-x"');
    expect(stderr).not.toContain('react');
  });

  it('says that a module may not use permissions at its top level', async () => {
    await using world = await TemporaryProject.create();
    const source = `import { readFileSync } from 'node:fs'; readFileSync('/etc/passwd');`;
    await installPlugin(world, { name: 'eager', source });
    const { exitCode, stderr } = await runPoppo(['plugins'], { cwd: world.folder, home: world.home });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /"eager" did not load: its module needs FileSystemRead of "\/etc\/passwd" while it loads, and plugins are loaded without permissions; move it into a handler\.$/m,
    );
    expect(stderr).not.toContain('..');
  });

  it.each([
    [
      'fetch',
      "await fetch('http://example.org')",
      /"eager" did not load: .*(Net of "example\.org"|fetch failed: )/,
    ],
    [
      'connect',
      "const { connect } = await import('node:net'); await new Promise((_, no) => connect(9, '127.0.0.1').on('error', no));",
      /"eager" did not load: (its module needs Net |connect ECONNREFUSED)/,
    ],
    ['exit', 'process.exit(0)', /ended while it loaded "eager"/],
  ])('names a module that may not %s at the top level', async (_what, source, message) => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: 'eager', source });
    const { exitCode, stderr } = await runPoppo(['plugins'], { cwd: world.folder, home: world.home });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('undefined');
  });

  it('loads no built-in plugin twice', async () => {
    await using world = await TemporaryProject.create();
    const name = '@poppobuilder/plugin-custom-command';
    await world.write('package.json', { devDependencies: { [name]: '^0.1.0' } });
    await linkPackage(world, name, 'plugins/custom-command');
    const { exitCode, stdout } = await runPoppo(['plugins', '--json'], {
      cwd: world.folder,
      home: world.home,
    });
    expect(exitCode).toBe(0);
    expect(parseJsonLines(stdout).filter((line) => line['name'] === name)).toHaveLength(1);
  });

  it('runs the code of plugins only in a process without permissions', async () => {
    await using world = await TemporaryProject.create();
    const marker = join(world.folder, 'marker');
    const source = `import { writeFileSync } from 'node:fs';
      let code = 'none';
      try { writeFileSync(${JSON.stringify(marker)}, 'here'); } catch (error) { code = error.code; }
      const type = 'told-' + code.toLowerCase().replaceAll('_', '-');
      ${pluginSource('TYPE', '').replace('"TYPE"', 'type')}`;
    await installPlugin(world, { name: 'curious', source });
    const { exitCode, stdout } = await runPoppo(['plugins', '--json'], {
      cwd: world.folder,
      home: world.home,
    });
    expect(exitCode).toBe(0);
    expect(parseJsonLines(stdout).at(-1)).toMatchObject({ types: [{ type: 'told-err-access-denied' }] });
    expect(existsSync(marker)).toBe(false);
  });

  it('names the plugin that does not load, and the reason', async () => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: 'broken', source: 'import "absent-package"' });
    const result = await runPoppo(['plugins', '--json'], { cwd: world.folder, home: world.home });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/^error PLUGIN_INVALID: .*"broken" did not load: .*absent-package/m);
    expect(parseJsonLines(result.stdout)).toMatchObject([
      { event: 'error', error: { code: 'PLUGIN_INVALID' } },
    ]);
  });

  it('prints one JSON Schema of the configuration, with the sections of all plugins', async () => {
    await using world = await TemporaryProject.create();
    const section = `[{ name: 'lint', schema: z.strictObject({ max: z.int().default(3) }) }]`;
    const source = pluginSource('lint', '').replace('handlers:', `configuration: ${section}, handlers:`);
    await installPlugin(world, { name: 'lint', source });
    const options = { cwd: world.folder, home: world.home };
    const { exitCode, stdout } = await runPoppo(['config', 'schema'], options);
    expect(exitCode).toBe(0);
    const schema = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
    const names = ['language', 'permissions', 'agent', 'github', 'issues', 'authors', 'workspace', 'review'];
    expect(Object.keys(schema['properties'] ?? {})).toEqual(expect.arrayContaining([...names, 'lint']));
    expect(schema['properties']?.['lint']).toEqual({ $ref: '#/$defs/lint' });
    expect(schema['$defs']?.['lint']).toMatchObject({ properties: { max: { default: 3 } } });
  });

  it('rejects a plugin that defines a built-in task type', async () => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: 'thief', source: pluginSource('custom-command', '') });
    const { exitCode, stderr } = await runPoppo(['plugins'], { cwd: world.folder, home: world.home });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error PLUGIN_INVALID: .*"custom-command" is taken twice/m);
  });

  it('rejects a package that declares its plugin incorrectly', async () => {
    await using world = await TemporaryProject.create();
    await installPlugin(world, { name: 'odd', source: '', plugin: true });
    const { exitCode, stderr } = await runPoppo(['plugins'], { cwd: world.folder, home: world.home });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error PLUGIN_INVALID: The package odd declares its plugin as true.');
  });
});

describe.concurrent.each(WAYS)('poppo run $title with an installed plugin', { timeout: 30_000 }, (way) => {
  sampleVariants(way, WAYS);
  const { flags } = way;

  it('runs its tasks', async () => {
    await using world = await TemporaryProject.create();
    const handle = 'context.progress("execute", "at work"); return { success: true, answer: 42 };';
    await installPlugin(world, { name: 'answer', source: pluginSource('answer', handle) });
    const task = { id: 'a', type: 'answer', projectId: 'demo', projectPath: world.project };
    const file = await world.write('task.json', task);
    const { exitCode, stdout } = await runPoppo(['run', file, ...flags], {
      cwd: world.folder,
      home: world.home,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('a: execute: at work');
    expect(stdout).toContain('  answer: 42');
  });

  it('runs the tasks of a CommonJS plugin beside those of an ESM plugin', async () => {
    await using world = await TemporaryProject.create();
    const answer = 'return { success: true, told: "here" };';
    await installPlugin(world, { name: 'modern', source: pluginSource('modern', answer) });
    for (const name of ['classic', 'another']) {
      const source = pluginSource(name, answer)
        .replaceAll(/import (.*) from (.*);/g, 'const $1 = require($2);')
        .replace('export default', 'exports.default =');
      const manifest = { name, version: '1.0.0', main: 'index.js', poppobuilder: { plugin: '.' } };
      await world.write(`node_modules/${name}/package.json`, manifest);
      const compiled = 'Object.defineProperty(exports, "__esModule", { value: true });';
      await world.write(`node_modules/${name}/index.js`, `"use strict"; ${compiled}\n${source}`);
    }
    await world.write('package.json', { dependencies: { classic: '1', modern: '1', another: '1' } });
    const types = ['classic', 'modern', 'another'];
    const tasks = types.map((type) => ({ id: type, type, projectId: 'demo', projectPath: world.project }));
    const file = await world.write('task.json', tasks);
    const { exitCode, stdout } = await runPoppo(['run', file, ...flags], {
      cwd: world.folder,
      home: world.home,
    });
    expect(exitCode).toBe(0);
    expect(stdout.match(/told: here/g)).toHaveLength(3);
  });

  it('says where it looked for plugins when no handler is found', async () => {
    await using world = await TemporaryProject.create();
    const file = await world.write('task.json', world.task({ type: 'unheard-of' }));
    const options = { cwd: world.folder, home: world.home };
    await world.write('package.json', { name: 'app' });
    const { exitCode, stderr } = await runPoppo(['run', file, ...flags], options);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error UNKNOWN_TASK_TYPE: /m);
    expect(stderr).toContain(join(world.folder, 'package.json'));
    expect(stderr).toContain('--plugin <path>');
  });

  it('names the dependency that may have the type, but does not say that it is a plugin', async () => {
    await using world = await TemporaryProject.create();
    await world.write('package.json', { dependencies: { forgot: '1', '@poppobuilder/testing': '1' } });
    for (const name of ['forgot', '@poppobuilder/testing']) {
      const manifest = { name, peerDependencies: { '@poppobuilder/core': '>=0.1' } };
      await world.write(`node_modules/${name}/package.json`, manifest);
    }
    const file = await world.write('task.json', world.task({ type: 'unheard-of' }));
    const options = { cwd: world.folder, home: world.home };
    const { stderr } = await runPoppo(['run', file, ...flags], options);
    expect(stderr).toContain(
      'The dependency "forgot" may have it, but its package.json lacks "poppobuilder": { "plugin": "." }.',
    );
    expect(stderr).not.toContain('testing');
  });

  it('loads no plugin from the project of the task', async () => {
    await using world = await TemporaryProject.create();
    await world.write('project/package.json', { dependencies: { hostile: '1.0.0' } });
    const manifest = { name: 'hostile', exports: './index.js', poppobuilder: { plugin: '.' } };
    await world.write('project/node_modules/hostile/package.json', manifest);
    await world.write('project/node_modules/hostile/index.js', 'throw new Error("loaded")');
    const file = await world.write('task.json', world.task());
    const { exitCode } = await runPoppo(['run', file, ...flags], { cwd: world.folder, home: world.home });
    expect(exitCode).toBe(0);
  });
});
