import { plainTitle, visibleText } from '@poppobuilder/github';
import type { ChangeWork } from './change-work.ts';

/** Maximum length of a commit's subject, which git's own tools show in full. In characters. */
const MAX_SUBJECT_LENGTH = 72;

/** Maximum length of a title on GitHub. In characters. */
const MAX_TITLE = 256;

/** Returns the commit message for the agent's changes: from the comment that asked for them, or else the subject's title. */
export function commitMessage({ subject, issue, comment }: ChangeWork): string {
  const [asked = ''] = visibleText(comment?.body ?? '')
    .trim()
    .split('\n');
  const title =
    plainTitle(asked, MAX_SUBJECT_LENGTH) || plainTitle(subject.title, MAX_SUBJECT_LENGTH) || NO_TITLE;
  return `${title}\n\nRefs #${issue ?? subject.number}`;
}

/** Returns the title of the pull request for an issue: the issue's own. A merge can copy it into a commit message. */
export const pullRequestTitle = (title: string): string => plainTitle(title, MAX_TITLE) || NO_TITLE;

const NO_TITLE = 'Changes';
