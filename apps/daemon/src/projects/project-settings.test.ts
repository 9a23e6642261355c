import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { expect, it } from 'vitest';
import { PROJECT } from '../fixtures/daemon-world.ts';
import { resolveSettings } from './project-settings.ts';

const [AGENT, TOKEN, PASSWORD, FILE] = [
  'sk-ant-api03-0123456789abcdef',
  'ghp_0123456789abcdefghijklmnopqrstuvwxyz',
  'correct horse battery',
  'from the file of the operator',
];

it('the settings of a project name their sources, and no secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-settings-'));
  try {
    const [homeFolder, path] = [join(folder, 'home'), join(folder, 'shop')];
    mkdirSync(join(path, '.poppo'), { recursive: true });
    mkdirSync(join(homeFolder, 'projects', 'shop'), { recursive: true });
    writeFileSync(
      join(homeFolder, 'projects', 'shop', 'config.json'),
      JSON.stringify({ agent: { environment: { ANTHROPIC_AUTH_TOKEN: FILE } } }),
    );
    writeFileSync(join(path, '.poppo', 'config.json'), JSON.stringify({ agent: { maxTurns: 3 } }));
    await using pool = new WorkerPool({
      plugins: [import.meta.resolve('@poppobuilder/plugin-claude-cli')],
      homeFolder,
      isolation: 'process',
    });
    const declarations = (await pool.describePlugins()).flatMap(({ sections }) => sections);
    const { settings } = resolveSettings(
      'shop',
      {
        ...PROJECT,
        path,
        schedules: {
          nightly: {
            cron: '0 0 * * *',
            task: { type: 'custom-command', command: 'x', args: [`--token=${FILE}`] },
          },
        },
        triggers: { github: { url: `https://bot:${TOKEN}@github.example` } },
        sections: {
          environment: { DB_PASSWORD: PASSWORD },
          agent: { command: '/bin/claude', environment: { ANTHROPIC_API_KEY: AGENT } },
        },
      },
      { environment: { GITHUB_TOKEN: TOKEN }, homeFolder, sections: { declarations } },
    );
    expect(settings).toEqual(
      expect.arrayContaining([
        { path: 'agent.command', value: '/bin/claude', source: 'configuration' },
        { path: 'agent.maxTurns', value: 3, source: 'project-file' },
      ]),
    );
    const shown = JSON.stringify(settings);
    for (const secret of [AGENT, TOKEN, PASSWORD, FILE]) expect(shown).not.toContain(secret);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
