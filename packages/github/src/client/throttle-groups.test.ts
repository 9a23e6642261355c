import { describe, expect, it } from 'vitest';
import { throttleGroups } from './throttle-groups.ts';

const minTimes = async (config: Parameters<typeof throttleGroups>[0]): Promise<unknown> => {
  const groups = await throttleGroups(config);
  return Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [
      name,
      Reflect.get(group.key('a'), '_store')?.storeOptions.minTime,
    ]),
  );
};

describe('calls', () => {
  it('to GitHub itself are spaced by the plugin', async () => {
    await expect(throttleGroups({})).resolves.toEqual({});
    await expect(throttleGroups({ baseUrl: 'https://api.acme.ghe.com' })).resolves.toEqual({});
  });

  it('to a server of one’s own are not spaced', async () => {
    await expect(minTimes({ baseUrl: 'https://git.acme.test/api/v3' })).resolves.toEqual({
      global: 0,
      auth: 0,
      search: 0,
      write: 0,
      notifications: 0,
    });
  });

  it('are spaced as configured anywhere', async () => {
    await expect(minTimes({ throttle: { write: 5 } })).resolves.toMatchObject({
      write: 5,
      notifications: 3_000,
    });
    await expect(
      minTimes({ baseUrl: 'https://git.acme.test', throttle: { notification: 7 } }),
    ).resolves.toMatchObject({ write: 0, notifications: 7 });
  });
});
