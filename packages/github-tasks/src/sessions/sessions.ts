import type { JsonValue, StateNamespace, StateStore } from '@poppobuilder/core';

/** What a later task on the same branch goes on with. */
export interface Session {
  /** Of the agent; empty where it was lost. */
  readonly sessionId: string;
  /** Name of the worktree. */
  readonly workspace: string;
  readonly branch: string;
  /** The issue that the branch was made for. */
  readonly issue?: number | undefined;
}

/** The sessions of a project's branches. */
export class Sessions {
  readonly #branches: StateNamespace;
  readonly #issues: StateNamespace;

  constructor(state: StateStore) {
    this.#branches = state.namespace('@poppobuilder/github-tasks/branches');
    this.#issues = state.namespace('@poppobuilder/github-tasks/issues');
  }

  async ofBranch(branch: string): Promise<Session | undefined> {
    return (await this.#branches.get(branch)) as unknown as Session | undefined;
  }

  /** The session of the branch that an issue was worked on last. */
  async ofIssue(number: number): Promise<Session | undefined> {
    const branch = await this.#issues.get(String(number));
    return typeof branch === 'string' ? this.ofBranch(branch) : undefined;
  }

  async keep(session: Session): Promise<void> {
    await this.#branches.set(session.branch, JSON.parse(JSON.stringify(session)) as JsonValue);
    if (session.issue !== undefined) await this.#issues.set(String(session.issue), session.branch);
  }

  /** Forgets the session of a branch. Gives it, when there was one. */
  async forget(branch: string): Promise<Session | undefined> {
    const session = await this.ofBranch(branch);
    await this.#branches.set(branch, undefined);
    if (session?.issue !== undefined) {
      await this.#issues.update(String(session.issue), (last) => (last === branch ? undefined : last));
    }
    return session;
  }
}
