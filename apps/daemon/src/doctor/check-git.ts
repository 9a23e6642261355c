import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGit } from '../checkouts/run-git.ts';
import { broken, fine, type Outcome } from './finding.ts';

/** The first version that work on issues can do with. */
const LEAST = [2, 38] as const;

/** Makes a commit in a repository of its own. Rejects when git cannot be started. */
export async function checkGit(environment: NodeJS.ProcessEnv): Promise<Outcome> {
  const version = await withRepository(environment, async (repository) => {
    await repository.commit();
    return repository.git('version');
  });
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const isOld = Number(major) < LEAST[0] || (Number(major) === LEAST[0] && Number(minor) < LEAST[1]);
  if (isOld) return broken(`${version} is too old.`, `Install git ${LEAST.join('.')} or later.`);
  return fine(`${version} makes commits.`);
}

/** A repository that is removed afterwards. */
export interface ThrowawayRepository {
  readonly git: (...args: readonly string[]) => Promise<string>;
  /** Makes a commit without files, and returns it. */
  readonly commit: () => Promise<string>;
  readonly folder: string;
}

/** Runs something with an empty repository. */
export async function withRepository<T>(
  environment: NodeJS.ProcessEnv,
  use: (repository: ThrowawayRepository) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'poppobuilder-doctor-'));
  const git = async (...args: readonly string[]): Promise<string> =>
    (await runGit(args, { cwd: folder, gitFolder: folder, environment })).trim();
  try {
    await git('init', '--quiet', '--bare');
    return await use({
      git,
      folder,
      commit: async () => {
        const who = ['-c', 'user.name=PoppoBuilder', '-c', 'user.email=poppo@localhost'];
        return git(...who, 'commit-tree', await git('mktree'), '-m', 'Try');
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
