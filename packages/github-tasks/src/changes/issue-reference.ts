import type { ChangeWork } from './change-work.ts';

/** What a pull request says of what it is for: the issue that its merge closes, where there is one. */
export const issueReference = ({ issue, subject }: Pick<ChangeWork, 'issue' | 'subject'>): string =>
  issue === undefined ? `For #${subject.number}.` : `Closes #${issue}.`;
