import { describe, expect, it } from 'vitest';
import { type PoppoResult, runPoppo } from '../support/poppo.ts';
import { sampleVariants } from '../support/sample-variants.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { ALL_WAYS } from '../support/ways.ts';

const LINES = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw', 'ggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyji'];
const PEM = ['-----BEGIN PRIVATE KEY-----', ...LINES, '-----END PRIVATE KEY-----'].join('\n');

describe.concurrent.each(ALL_WAYS)('secrets in poppo run $title', { timeout: 60_000 }, (way) => {
  sampleVariants(way, ALL_WAYS);

  async function shell(
    world: TemporaryProject,
    script: string,
    env: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Promise<PoppoResult> {
    const fields = { command: 'sh', args: ['-c', script, 'sh', ...args], options: { env } };
    const file = await world.write('tasks.json', `\uFEFF${JSON.stringify(world.task(fields))}`);
    return runPoppo(['run', file, '--json', ...way.flags], { cwd: world.folder, home: world.home });
  }

  it.each([
    ['indented', `printf '%s\\n' "$X_PRIVATE_KEY" | sed 's/^/    /'`],
    ['with CRLF', `printf '%s\\n' "$X_PRIVATE_KEY" | sed 's/$/\\r/'`],
    ['by a line', `printf '%s\\n' "$X_PRIVATE_KEY" | sed -n 2p; printf '%s\\n' "$X_PRIVATE_KEY" | sed -n 3p`],
    ['without its line breaks', 'echo $X_PRIVATE_KEY'],
    ['in base64', `printf '%s' "$X_PRIVATE_KEY" | base64 -w0`],
  ])('of several lines are masked %s', async (_how, script) => {
    await using world = await TemporaryProject.create();
    const { exitCode, stdout } = await shell(world, script, { X_PRIVATE_KEY: PEM });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[REDACTED]');
    for (const line of LINES) expect(stdout).not.toContain(line);
    expect(stdout).not.toContain(Buffer.from(PEM).toString('base64').slice(0, 60));
  });

  it.each([
    ['--url=postgres://u:hunter2hunter2@db/x'],
    ['psql postgres://u:hunter2hunter2@db/x redis://:hunter2hunter2@r'],
    ['https://h.example/x?access_token=hunter2hunter2&page=2'],
    ['--password=hunter2hunter2'],
    ['https://u:hunter2%68unter2@db/x'],
  ])('in the argument %s are masked', async (argument) => {
    await using world = await TemporaryProject.create();
    const { exitCode, stdout } = await shell(world, 'echo "$1" hunter2hunter2', {}, [argument]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[REDACTED]');
    expect(stdout).not.toContain('hunter2hunter2');
  });

  it('paths, switches, common words and URLs without a password are not masked', async () => {
    await using world = await TemporaryProject.create();
    const env = {
      PWD: '/srv/website',
      TOKENIZERS_PARALLELISM: 'false',
      AUTH_METHOD: 'anonymous',
      SSH_AUTH_SOCK: '/run/user/1000/agent.sock',
      CLAUDE_CODE_API_KEY_HELPER_TTL_MS: '86400000',
      POSTGRES_PASSWORD: 'postgres',
    };
    const texts = [
      '/srv/website/a is false for anonymous at /run/user/1000/agent.sock 86400000',
      'image: postgres:16',
      'https://host:8443/a:b@2x.png?page=2 git@host:a/b.git',
    ];
    const { exitCode, stdout } = await shell(world, 'printf "%s;" "$@"', env, texts);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(texts.join(';'));
    expect(stdout).not.toContain('[REDACTED]');
    const warnings = stdout.split('\n').filter((line) => line.includes('"level":"warn"'));
    expect(warnings).toEqual([expect.stringContaining(': options.env.POSTGRES_PASSWORD.')]);
  });
});
