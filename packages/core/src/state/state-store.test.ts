import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProjectContext } from '../project/project-context.ts';
import { ServiceRegistry } from '../services/service-registry.ts';
import { Scope } from '../services/service-scope.ts';
import { stateContract } from '../state-contract/index.ts';
import { SqliteState } from './sqlite-state.ts';
import type { StateNamespace } from './state-namespace.ts';
import { StateStore } from './state-store.ts';

let homeFolder = '';
const scopes: Scope[] = [];
const backends: SqliteState[] = [];
beforeEach(() => {
  homeFolder = mkdtempSync(join(tmpdir(), 'state-store-'));
});
afterEach(async () => {
  for (const scope of scopes.splice(0)) await scope.dispose();
  for (const backend of backends.splice(0)) await backend.close();
  rmSync(homeFolder, { recursive: true });
});

function open(name = 'namespace'): StateNamespace {
  const registry = new ServiceRegistry({ provided: [ProjectContext], defaults: [] });
  const scope = new Scope({
    kind: 'project',
    registry,
    provided: { [ProjectContext.id]: { homeFolder, projectId: 'shop' } },
  });
  scopes.push(scope);
  return scope.get(StateStore).namespace(name);
}

function openBackend(): SqliteState {
  const backend = new SqliteState(join(homeFolder, 'state'));
  backends.push(backend);
  return backend;
}

describe('a state store', () => {
  it.each(stateContract(() => () => openBackend()))('$title', ({ run }) => run());

  it.each([
    ['opened', 'exclusive'],
    ['written', 'immediate'],
  ])(
    'lets everything else continue while another process holds its lock, as it is %s',
    async (moment, lock) => {
      if (moment === 'written') await open().set('key', 'old');
      mkdirSync(join(homeFolder, 'state'), { recursive: true });
      const other = new DatabaseSync(join(homeFolder, 'state', 'state.sqlite'));
      other.exec(`begin ${lock}`);
      const order: string[] = [];
      const written = open()
        .set('key', 'new')
        .then(() => order.push('written'));
      setTimeout(() => {
        order.push('released');
        other.exec('rollback');
        other.close();
      }, 20);
      await written;
      expect(order).toEqual(['released', 'written']);
      expect(await open().get('key')).toBe('new');
    },
  );

  it('that could not be opened is opened at the next use', async () => {
    const path = join(homeFolder, 'state', 'state.sqlite');
    mkdirSync(join(homeFolder, 'state'));
    writeFileSync(
      path,
      'this is no database, though it is as long as the header of one has to be: 100 bytes and more',
    );
    const state = open();
    await expect(state.get('key')).rejects.toThrow('not a database');
    rmSync(path);
    await state.set('key', 'value');
    expect(await state.get('key')).toBe('value');
  });

  it('loses no update among processes, and a kill leaves the old or the new value', async () => {
    const script = join(homeFolder, 'writer.mjs');
    const [stateStore, project, registry, serviceScope] = [
      './state-store.ts',
      '../project/project-context.ts',
      '../services/service-registry.ts',
      '../services/service-scope.ts',
    ].map((path) => JSON.stringify(new URL(path, import.meta.url).href));
    writeFileSync(
      script,
      `import { StateStore } from ${stateStore};
       import { ProjectContext } from ${project};
       import { ServiceRegistry } from ${registry};
       import { Scope } from ${serviceScope};
       const registry = new ServiceRegistry({ provided: [ProjectContext], defaults: [] });
       const provided = { [ProjectContext.id]: { homeFolder: process.argv[2], projectId: 'shop' } };
       const state = new Scope({ kind: 'project', registry, provided }).get(StateStore).namespace('namespace');
       const fill = 'x'.repeat(20_000);
       for (let number = 1; ; number += 1) {
         await state.update(process.argv[3], () => ({ number, fill, end: number }));
         await state.update('count', (value) => (value ?? 0) + 1);
         process.send(number);
       }`,
    );
    const acknowledged = await Promise.all(
      ['first', 'second', 'third'].map(async (key, index) => {
        const child = fork(script, [homeFolder, key]);
        let last = 0;
        const enough = new Promise<void>((resolve) => {
          child.on('message', (number: number) => {
            last = number;
            if (number >= 20 + index * 7) resolve();
          });
        });
        await enough;
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
        const value = (await open().get(key)) as { number: number; end: number };
        expect(value.number).toBe(value.end);
        expect(value.number).toBeGreaterThanOrEqual(last);
        return last;
      }),
    );
    const count = Number(await open().get('count'));
    const total = acknowledged.reduce((sum, last) => sum + last, 0);
    expect(count).toBeGreaterThanOrEqual(total);
    expect(count).toBeLessThanOrEqual(total + 6);
  });
});
