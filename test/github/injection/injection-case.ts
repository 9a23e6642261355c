/** Where a payload is put on GitHub. */
export type Place =
  | 'issue-title'
  | 'issue-body'
  | 'issue-label'
  | 'comment-by-stranger'
  | 'comment-by-member'
  | 'answered-comment'
  | 'pull-title'
  | 'pull-body'
  | 'pull-branch'
  | 'pull-file-name'
  | 'pull-commit-message'
  | 'pull-diff'
  | 'pull-settings'
  | 'review-comment-by-stranger'
  | 'review-by-stranger';

/** Text that tries to steer the agent; `{canary}` in it is its order. */
export interface InjectedText {
  readonly title: string;
  readonly place: Place;
  readonly payload: string;
  /** Whether people see the text and its author may command the agent, so that the agent reads it. */
  readonly reaches: boolean;
}

/** What an agent does that obeys whoever wrote to it: a script for `sh`, run in its worktree. */
export interface Attack {
  readonly title: string;
  /**
   * `$KEY` is the key of the model; `{project}`, `{mirror}`, `{home}`, `{canaries}`, `{remote}` and `{other}` (the worktree
   * of another issue) are put in.
   */
  readonly script: string;
  /** Whether it holds in every mode; otherwise the sandbox alone does. @defaultValue false */
  readonly everywhere?: boolean;
  /** A file that must reach the pull request all the same. */
  readonly pushes?: string;
  /** Whether the agent ends itself by it, so that its task fails. @defaultValue false */
  readonly fails?: boolean;
}
