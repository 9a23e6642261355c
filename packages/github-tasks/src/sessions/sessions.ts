import type { JsonValue, StateNamespace, StateStore } from '@poppobuilder/core';
import { checkArguments } from '../arguments.ts';

/** What a later task on the same branch continues with. */
export interface Session {
  /** Id of the agent's session; empty if it was lost. */
  readonly sessionId: string;
  /** Name of the worktree. */
  readonly workspace: string;
  readonly branch: string;
  /** Issue that the branch was created for. */
  readonly issue?: number | undefined;
}

/** The sessions of a project's branches. */
export class Sessions {
  readonly #branches: StateNamespace;
  readonly #issues: StateNamespace;

  constructor(state: StateStore) {
    checkArguments('Sessions', { state });
    this.#branches = state.namespace('@poppobuilder/github-tasks/branches');
    this.#issues = state.namespace('@poppobuilder/github-tasks/issues');
  }

  async ofBranch(branch: string): Promise<Session | undefined> {
    return (await this.#branches.get(branch)) as unknown as Session | undefined;
  }

  /** Returns the session of the branch on which an issue was worked on last. */
  async ofIssue(number: number): Promise<Session | undefined> {
    const branch = await this.#issues.get(String(number));
    return typeof branch === 'string' ? this.ofBranch(branch) : undefined;
  }

  async keep(session: Session): Promise<void> {
    await this.#branches.set(session.branch, JSON.parse(JSON.stringify(session)) as JsonValue);
    if (session.issue !== undefined) await this.#issues.set(String(session.issue), session.branch);
  }

  /** Deletes the session of a branch. Returns it if there was one. */
  async forget(branch: string): Promise<Session | undefined> {
    const session = await this.ofBranch(branch);
    await this.#branches.set(branch, undefined);
    if (session?.issue !== undefined) {
      await this.#issues.update(String(session.issue), (last) => (last === branch ? undefined : last));
    }
    return session;
  }
}
