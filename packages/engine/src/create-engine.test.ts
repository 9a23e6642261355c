import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TaskError } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { DatabaseFolder } from './fixtures/database-folder.ts';
import { EngineWorld } from './fixtures/engine-world.ts';
import { FaultyServer } from './fixtures/faulty-server.ts';

const SCRIPT = fileURLToPath(new URL('./fixtures/fail-to-open.ts', import.meta.url));

/** What pg-boss's timers run beside the opening, or nothing when no statement failed while the engine opened. */
const TIMER_STATEMENT = /^$|\b(flow|bam|maintain|monitor|cron)_on\b/;

/** The schemas of a world that are there, with the number of their tables. */
async function schemasOf(world: EngineWorld): Promise<readonly string[]> {
  const client = await world.client();
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ($1, $2) ORDER BY 1`,
    [world.schema, `${world.schema}_boss`],
  );
  return rows.map(({ name }) => name.replace(world.schema, 'own'));
}

/** How many statements opening needs, in a schema that is new. */
async function countStatements(): Promise<number> {
  await using world = new EngineWorld({ isNew: true });
  await using server = await FaultyServer.open();
  await world.engine({ database: { url: server.url } });
  return server.count;
}

describe('an engine that cannot be opened', () => {
  it.each(['refused', 'away'] as const)(
    'leaves no connection and no part of a schema behind, whichever statement is %s',
    async (fault) => {
      const count = await countStatements();
      expect(count).toBeGreaterThan(10);
      const opened: string[] = [];
      for (let at = 1; at <= count; at += 1) {
        await using world = new EngineWorld({ isNew: true });
        await using server = await FaultyServer.open(fault, at);
        const opening = world.engine({ database: { url: server.url }, databaseTimeout: 50 });
        const outcome = await opening.catch((error: unknown) => error);
        const isOpen = !(outcome instanceof Error);
        if (isOpen) {
          opened.push(server.failed ?? '');
          continue;
        }
        expect(TaskError.is(outcome), `statement ${at}: ${outcome.message}`).toBe(true);
        await expect.poll(() => server.connections, { message: `statement ${at}` }).toBe(0);
        expect([[], ['own', 'own_boss']], `statement ${at}`).toContainEqual(await schemasOf(world));
        expect(
          world.problems.filter((problem) => !TaskError.is(problem) && !(problem instanceof Error)),
        ).toEqual([]);
      }
      // pg-boss can do without some statements. When the server is away, only its timers may fail.
      const isAllowed = (statement: string): boolean =>
        fault === 'refused' || TIMER_STATEMENT.test(statement);
      expect(opened.filter((statement) => !isAllowed(statement))).toEqual([]);
    },
    180_000,
  );

  it.each(['LISTEN', 'CREATE TABLE'])(
    'leaves no server behind and lets the process end when %s is refused',
    async (text) => {
      await using folder = new DatabaseFolder();
      const args = ['--conditions=@poppobuilder/source', SCRIPT, folder.path, text];
      const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
      expect(stdout).toBe('COMPONENT_FAILED');
      expect(folder.processes()).toEqual([]);
    },
    90_000,
  );

  it('says that its database does not exist', async () => {
    await using world = new EngineWorld({ isNew: true });
    await using server = await FaultyServer.open();
    const url = new URL('/nothing-here', server.url).href;
    await expect(world.engine({ database: { url } })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('Create the database') as string,
    });
  });
});
