import { plainTitle, visibleText } from '@poppobuilder/github';
import type { ChangeWork } from './change-work.ts';

/** The first line of a commit is kept to what git's own tools show. In characters. */
const SUBJECT_LENGTH = 72;

/** Characters of a title that GitHub takes. */
const MAX_TITLE = 256;

/** The message of the commit of what the agent changed: by the comment that asked for it, else by the subject's title. */
export function commitMessage({ subject, issue, comment }: ChangeWork): string {
  const [asked = ''] = visibleText(comment?.body ?? '')
    .trim()
    .split('\n');
  const title = plainTitle(asked, SUBJECT_LENGTH) || plainTitle(subject.title, SUBJECT_LENGTH) || NO_TITLE;
  return `${title}\n\nRefs #${issue ?? subject.number}`;
}

/** The title of the pull request for an issue: the issue's own. A merge can make it a message of a commit. */
export const pullRequestTitle = (title: string): string => plainTitle(title, MAX_TITLE) || NO_TITLE;

const NO_TITLE = 'Changes';
