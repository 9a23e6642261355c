import { type Logger, type ProjectContext, type TaskContext, TaskError } from '@poppobuilder/core';
import type { GitHub } from '../github.ts';
import { statusOf } from '../github-error.ts';
import {
  type AuthorsConfig,
  authorsConfig,
  REPOSITORY_PERMISSIONS,
  type RepositoryPermission,
} from './authors-config.ts';
import type { Author, Authors, Verdict } from './authors.ts';

/** The services that {@link RepositoryAuthors} needs. */
export interface RepositoryAuthorsServices {
  readonly github: GitHub;
  readonly context: Pick<TaskContext, 'signal'>;
  readonly project: Pick<ProjectContext, 'config'>;
  readonly logger: Pick<Logger, 'warn'>;
}

const PERMISSION = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';

/** {@link Authors} by their level of access to the repository. */
export class RepositoryAuthors implements Authors {
  readonly #services: RepositoryAuthorsServices;
  readonly #config: AuthorsConfig;
  readonly #levels = new Map<string, Promise<Level>>();

  constructor(services: RepositoryAuthorsServices) {
    this.#services = services;
    this.#config = services.project.config.section(authorsConfig);
  }

  async judge(author: Author): Promise<Verdict> {
    const verdict = (await this.#judgeByLists(author)) ?? (await this.#judgeByPermission(author));
    if (!verdict.isPermitted) this.#services.logger.warn({ login: author.login }, verdict.reason);
    return verdict;
  }

  async assertPermitted(author: Author): Promise<void> {
    const { isPermitted, reason } = await this.judge(author);
    if (isPermitted) return;
    throw new TaskError({
      code: 'NOT_PERMITTED',
      message: reason,
      hint: 'List the account in authors.allow, or lower the required level of access in authors.permission.',
      component: 'github',
      retryable: false,
    });
  }

  /** Decides by the configured lists and the account type; `undefined` when the permission level decides. */
  async #judgeByLists({ login, type }: Author): Promise<Verdict | undefined> {
    const { allow, deny, bots } = this.#config;
    if (login === undefined || login === '') return refuse('The author is unknown: the account was deleted.');
    if (includes(deny, login)) return refuse(`${login} may not command the agent: authors.deny names them.`);
    const isBot = type === 'Bot' || /\[bot\]$/i.test(login);
    const isAllowed = includes(allow, login);
    if (isBot && !isAllowed && !includes(bots, login)) {
      return refuse(`${login} is a bot, and authors.bots does not name it.`);
    }
    if (isBot && isSame(login, (await this.#services.github.identity()).login)) {
      return refuse(`${login} is PoppoBuilder's own account, which never starts work.`);
    }
    return isAllowed ? permit(`authors.allow names ${login}.`) : undefined;
  }

  async #judgeByPermission({ login = '', association }: Author): Promise<Verdict> {
    const { permission: least = 'write', associations } = this.#config;
    const level = await this.#levelOf(login);
    if ('unreadable' in level) return refuse(level.unreadable);
    const has = `${login} has the permission "${level.name}"`;
    if (rank(level.name) < rank(least))
      return refuse(`${has}, and "${least}" is needed to command the agent.`);
    if (associations !== undefined && !includes(associations, association ?? 'NONE')) {
      return refuse(`${has}, but not one of the associations ${associations.join(', ')}.`);
    }
    return permit(`${has}.`);
  }

  #levelOf(login: string): Promise<Level> {
    const key = login.toLowerCase();
    const known = this.#levels.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(login);
    this.#levels.set(key, asked);
    asked.catch(() => this.#levels.delete(key));
    return asked;
  }

  async #ask(username: string): Promise<Level> {
    const { github, context } = this.#services;
    try {
      const answer = await github.request(PERMISSION, { username }, { signal: context.signal });
      return { name: nameOf(answer.role_name) ?? nameOf(answer.permission) ?? 'none' };
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined || status === 401 || status < 400 || status >= 500) throw error;
      return { unreadable: `The permission of ${username} cannot be read: GitHub answered with ${status}.` };
    }
  }
}

type Level = { readonly name: RepositoryPermission } | { readonly unreadable: string };

const permit = (reason: string): Verdict => ({ isPermitted: true, reason });
const refuse = (reason: string): Verdict => ({ isPermitted: false, reason });

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const includes = (names: readonly string[] = [], name: string): boolean =>
  names.some((other) => isSame(other, name));

const rank = (level: RepositoryPermission): number => REPOSITORY_PERMISSIONS.indexOf(level);

/** GitHub says `pull` and `push` in some places. A custom role of an organization has no rank. */
function nameOf(level: string): RepositoryPermission | undefined {
  const name = { pull: 'read', push: 'write' }[level] ?? level;
  return REPOSITORY_PERMISSIONS.find((known) => known === name);
}
