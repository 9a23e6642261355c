import { cleanText, quietText } from '@poppobuilder/github';
import type { ChangeWork } from './change-work.ts';

/** The first line of a commit is kept to what git's own tools show. In characters. */
const SUBJECT_LENGTH = 72;

/** The message of the commit of what the agent changed. */
export function commitMessage({ subject, issue }: ChangeWork): string {
  const title = oneLine(subject.title);
  const short = title.length > SUBJECT_LENGTH ? `${title.slice(0, SUBJECT_LENGTH - 1)}…` : title;
  return `${short}\n\nRefs #${issue ?? subject.number}`;
}

/** A title becomes a message of a commit, also by a merge: it may close no issue either. */
/** A title of GitHub as one line. */
export const oneLine = (title: string): string =>
  quietText(cleanText(title).replaceAll(/\s+/g, ' ')).trim() || 'Changes';
