import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { fileURLToPath } from 'node:url';
import { hasCanary } from './canary.ts';
import { CORPUS } from './corpus/index.ts';
import { type EscapeCase, type Grant, REACHED, type Where } from './escape-case.ts';
import { typeOf } from './escape-plugin.ts';
import { EscapeWorld } from './escape-world.ts';
import { hasKeyrings } from './user-key.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { warmHome } from '../../support/warm-home.ts';

const GIVEN: Readonly<Record<Where, () => boolean>> = {
  root: hasAllRights,
  trace: () => hasAllRights() || readIfThere('/proc/sys/kernel/yama/ptrace_scope') < '1',
  userns: () => spawnSync('unshare', ['-Ur', 'true']).status === 0,
  keyrings: hasKeyrings,
  'owns-code': () => isWritable(fileURLToPath(new URL('.', import.meta.url))),
  'node-net': () => process.allowedNodeEnvironmentFlags.has('--allow-net'),
};

/** Whether this machine and this user give an attempt its chance. */
export const isGiven = (where: Where): boolean => GIVEN[where]();

/** The cases whose outcome in a process alone is known here. */
export const KNOWN_IN_PROCESS: readonly EscapeCase[] = CORPUS.filter(
  ({ where }) => where === undefined || isGiven(where),
);

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Root of a container is less. */
function hasAllRights(): boolean {
  const [, capabilities = ''] = /^CapEff:\s*(\w+)/m.exec(readIfThere('/proc/self/status')) ?? [];
  const [SYS_ADMIN, MKNOD] = [21n, 27n];
  const has = (bit: bigint): boolean => ((BigInt(`0x0${capabilities}`) >> bit) & 1n) === 1n;
  return process.getuid?.() === 0 && has(SYS_ADMIN) && has(MKNOD);
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** What came of an attempt. */
export interface Outcome {
  readonly escaped: boolean;
  /** What it reported, and what it changed. */
  readonly reported: string;
  readonly changes: readonly string[];
}

/** A pool in a world of canaries. */
export class EscapeRunner implements AsyncDisposable {
  readonly #world: EscapeWorld;
  readonly #pool: WorkerPool;
  #count = 0;

  private constructor(world: EscapeWorld, isolation: 'process' | 'sandbox') {
    this.#world = world;
    const { data, project, other } = world.place;
    warmHome(data);
    this.#pool = new WorkerPool({
      plugins: [builtPlugin(new URL('escape-plugin.ts', import.meta.url))],
      isolation,
      homeFolder: data,
      environment: world.environment,
      allowedRoots: [project, other],
      maxWorkers: 2,
      grace: 1_000,
    });
  }

  static async create(isolation: 'process' | 'sandbox'): Promise<EscapeRunner> {
    return new EscapeRunner(await EscapeWorld.create(), isolation);
  }

  get world(): EscapeWorld {
    return this.#world;
  }

  async attempt({
    name,
    by,
    grant,
  }: Pick<EscapeCase, 'name' | 'by'> & { readonly grant: Grant }): Promise<Outcome> {
    const { place } = this.#world;
    this.#count += 1;
    const task = {
      id: `task-${this.#count}`,
      type: by === 'handler' ? typeOf(grant) : `${typeOf(grant)}-by-command`,
      projectId: 'own',
      projectPath: place.alias,
      timeout: 30_000,
    };
    const reported = await this.#pool.execute({ ...task, name, place }).then(
      (result) => Buffer.from(String(result['reported']), 'hex').toString('latin1'),
      (error: unknown) => String(error),
    );
    const changes = await this.#world.takeChanges();
    const escaped = hasCanary(reported) || reported.includes(REACHED) || changes.length > 0;
    return { escaped, reported, changes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close();
    await this.#world[Symbol.asyncDispose]();
  }
}
