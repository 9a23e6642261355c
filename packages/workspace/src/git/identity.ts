import type { CommitAuthor } from '../workspace-config.ts';

/** Returns the variables that set author and committer of a commit. */
export function identity({ name, email }: CommitAuthor): Readonly<Record<string, string>> {
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}
