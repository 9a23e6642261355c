import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stateContract } from '../state-contract/index.ts';
import { sealBlobs } from './sealed-blobs.ts';
import { SqliteState } from './sqlite-state.ts';
import { readStateKey } from './state-key.ts';

let folder = '';
const backends: SqliteState[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealed-blobs-'));
});
afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.close();
  rmSync(folder, { recursive: true });
});

function open(): SqliteState {
  const backend = new SqliteState(folder);
  backends.push(backend);
  return backend;
}

const PLACE = { projectId: 'shop', namespace: 'names', key: 'key' };
const OTHER_KEY = Buffer.alloc(32, 1).toString('base64');
const readKey = (environment: NodeJS.ProcessEnv = {}): (() => Promise<Buffer>) => {
  return () => readStateKey(folder, environment);
};

describe('sealed blobs', () => {
  it.each(stateContract(() => () => sealBlobs(open(), readKey())))('$title', ({ run }) => run());

  it('are kept encrypted, with a key that only its user reads', async () => {
    const backend = open();
    const sealed = sealBlobs(backend, readKey());
    await sealed.writeBlob(PLACE, Buffer.from('a secret text'));
    const kept = Buffer.from((await backend.readBlob(PLACE)) ?? []);
    expect(kept.includes('secret')).toBe(false);
    expect(statSync(join(folder, 'state.key')).mode & 0o777).toBe(0o600);
    const { length } = Buffer.from(readFileSync(join(folder, 'state.key'), 'utf8').trim(), 'base64');
    expect(length).toBe(32);
  });

  it('cannot be read at another place, with another key, or when they were changed', async () => {
    const backend = open();
    const sealed = sealBlobs(backend, readKey());
    await sealed.writeBlob(PLACE, Buffer.from('text'));
    const kept = Buffer.from((await backend.readBlob(PLACE)) ?? []);
    const moved = { ...PLACE, key: 'other' };
    await backend.writeBlob(moved, kept);
    await expect(sealed.readBlob(moved)).rejects.toMatchObject({
      code: 'COMPONENT_FAILED',
      message: 'The blob "other" in "names" cannot be read: it is damaged.',
    });
    const other = sealBlobs(backend, readKey({ POPPOBUILDER_STATE_KEY: OTHER_KEY }));
    await expect(other.readBlob(PLACE)).rejects.toMatchObject({
      message: expect.stringContaining('encrypted with another key') as string,
      hint: expect.stringContaining('POPPOBUILDER_STATE_KEY') as string,
    });
    kept[kept.length - 1] = (kept.at(-1) ?? 0) ^ 1;
    await backend.writeBlob(PLACE, kept);
    await expect(sealed.readBlob(PLACE)).rejects.toThrow('it is damaged');
    await backend.writeBlob(PLACE, Buffer.from('x'));
    await expect(sealed.readBlob(PLACE)).rejects.toThrow('it is damaged');
  });

  it('have one key for all processes of a home, and that of the variable for all machines', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => readStateKey(folder, {})));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    const given = await readStateKey('/nowhere', { POPPOBUILDER_STATE_KEY: OTHER_KEY });
    expect(given).toEqual(Buffer.alloc(32, 1));
  });

  it('refuse a key that is none, and a file that others can read', async () => {
    await expect(readStateKey(folder, { POPPOBUILDER_STATE_KEY: 'short' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: 'The variable POPPOBUILDER_STATE_KEY is no key: it must be 32 bytes in base64.',
    });
    await readStateKey(folder, {});
    chmodSync(join(folder, 'state.key'), 0o644);
    await expect(readStateKey(folder, {})).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('can be read by other users') as string,
    });
  });
});
