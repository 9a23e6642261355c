import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RulesWorld } from '../fixtures/rules-world.ts';
import { GitHubProjects } from './github-projects.ts';

it('a repository that the daemon clones is reached with a token of its GitHub App', async () => {
  await using world = new RulesWorld();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${(request.headers.authorization ?? '').slice(0, 10)}`);
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ token: 'ghs_installation', expires_at: '2099-01-01T00:00:00Z', permissions: {} }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.closeLater(() => void server.close());
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const privateKeyFile = join(world.folder, 'app.pem');
  writeFileSync(privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const auth = { appId: 1, installationId: 2, privateKeyFile };
  const configuration = world.configured({
    repository: 'acme/shop',
    sections: { github: { baseUrl, auth } },
  });
  const projects = new GitHubProjects({
    homeFolder: world.folder,
    environment: {},
    configuration: () => configuration,
  });
  const project = await projects.get('shop');
  expect(project?.github.repository()).toEqual({ owner: 'acme', repo: 'shop' });
  expect(await project?.token()).toBe('ghs_installation');
  expect(asked).toEqual(['POST /app/installations/2/access_tokens bearer eyJ']);
});
