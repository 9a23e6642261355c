import type { ChangeWork } from './change-work.ts';

/** Returns the reference to the issue that merging the pull request closes, if there is one. */
export const issueReference = ({ issue, subject }: Pick<ChangeWork, 'issue' | 'subject'>): string =>
  issue === undefined ? `For #${subject.number}.` : `Closes #${issue}.`;
