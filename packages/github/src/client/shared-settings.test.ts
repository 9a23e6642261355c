import { Octokit } from '@octokit/rest';
import { expect, it } from 'vitest';
import { attempts } from './attempt.ts';

it('leaves nothing of an attempt in the settings that all calls share', async () => {
  const waiting: (() => void)[] = [];
  const fetch = async (): Promise<Response> => {
    await new Promise<void>((resolve) => void waiting.push(resolve));
    return Response.json([]);
  };
  const octokit = new Octokit({ request: { fetch } });
  attempts(octokit, { timeout: 60_000 });
  const calls = [1, 2].map((number) => octokit.paginate(`GET /repos/acme/shop/issues/${number}/comments`));
  await expect.poll(() => waiting.length).toBe(2);
  for (const go of waiting) go();
  await Promise.all(calls);
  expect(octokit.request.endpoint.DEFAULTS.request).toEqual({ fetch, hook: expect.anything() });
});
