import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runServer } from 'verdaccio';
import { programs } from './programs.ts';
import { publishTarball } from './publish-tarball.ts';
import { releaseTarballs } from './release-tarballs.ts';
import { writeUserConfig } from './user-config.ts';

const run = promisify(execFile);

/** What the registry can be told. */
export interface LocalRegistryOptions {
  /** Tarballs that are published at the start. @defaultValue all packages of this workspace, as the next release has them */
  readonly tarballs?: readonly string[];
}

/**
 * A registry for npm, pnpm and Yarn on this machine, with our packages. What it does not have comes from the registry that
 * npm is configured for; only names of ours and of the scope `@acme`, which tests publish to, never do.
 */
export class LocalRegistry implements AsyncDisposable {
  /** Ends with a slash. */
  readonly url: string;

  /** The environment of a package manager that installs from here and may publish to here. */
  readonly env: NodeJS.ProcessEnv;

  readonly #server: Server;
  readonly #folder: string;

  private constructor(url: string, env: NodeJS.ProcessEnv, server: Server, folder: string) {
    this.url = url;
    this.env = env;
    this.#server = server;
    this.#folder = folder;
  }

  /** Starts a registry of its own, on any free port of the loopback interface. */
  static async start({ tarballs }: LocalRegistryOptions = {}): Promise<LocalRegistry> {
    const packed = tarballs ?? (await releaseTarballs());
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-registry-')));
    const server = await createServer(folder, await upstreamUrl());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const registry = new LocalRegistry(url, await writeUserConfig(folder, url), server, folder);
    try {
      for (const file of packed) await publishTarball(url, file);
    } catch (error) {
      await registry.close();
      throw error;
    }
    return registry;
  }

  /** Publishes a package from its folder, as an author does with `npm publish`. */
  async publish(folder: string): Promise<void> {
    const args = ['publish', '--provenance=false', '--access=public'];
    await run(process.execPath, [programs.npm, ...args], { cwd: folder, env: this.env });
  }

  /** Publishes a package that consists of these files, an object as JSON. */
  async publishFiles(files: Readonly<Record<string, string | object>>): Promise<void> {
    const folder = await mkdtemp(join(this.#folder, 'package-'));
    for (const [name, content] of Object.entries(files)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await this.publish(folder);
  }

  /** Ends the registry and removes all that was published. */
  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await rm(this.#folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function createServer(folder: string, upstream: string): Promise<Server> {
  const ours = { access: '$all', publish: '$all', unpublish: '$all' };
  const settings = {
    self_path: folder,
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    web: { enable: false },
    // By default two failures, of whatever package, take the uplink offline for five minutes.
    uplinks: { upstream: { url: upstream, max_fails: 1_000, fail_timeout: '1s', timeout: '60s' } },
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    packages: {
      '@poppobuilder/*': ours,
      '@acme/*': ours,
      poppobuilder: ours,
      'poppobuilder-plugin-*': ours,
      '**': { access: '$all', proxy: 'upstream' },
    },
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
    max_body_size: '100mb',
  };
  return (await runServer(settings)) as Server;
}

/** Asked of npm each time, and kept nowhere. */
async function upstreamUrl(): Promise<string> {
  const { stdout } = await run(process.execPath, [programs.npm, 'config', 'get', 'registry'], {
    cwd: tmpdir(),
  });
  return stdout.trim();
}
