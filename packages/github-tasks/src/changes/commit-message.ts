import { cleanText, quietText } from '@poppobuilder/github';
import type { ChangeWork } from './change-work.ts';

/** The first line of a commit is kept to what git's own tools show. In characters. */
const SUBJECT_LENGTH = 72;

/** The message of the commit of what the agent changed: by the comment that asked for it, else by the subject's title. */
export function commitMessage({ subject, issue, comment }: ChangeWork): string {
  const [asked = ''] = cleanText(comment?.body ?? '')
    .trim()
    .split('\n');
  const characters = Array.from(oneLine(asked === '' ? subject.title : asked));
  const short =
    characters.length > SUBJECT_LENGTH ? [...characters.slice(0, SUBJECT_LENGTH - 1), '…'] : characters;
  return `${short.join('')}\n\nRefs #${issue ?? subject.number}`;
}

/** Text of GitHub as one line. It becomes a message of a commit, also by a merge: it may close no issue. */
export const oneLine = (text: string): string =>
  quietText(cleanText(text).replaceAll(/\s+/g, ' ')).trim() || 'Changes';
