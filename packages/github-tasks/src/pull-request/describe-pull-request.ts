import { cutMarkdown, joinMarkdown } from '@poppobuilder/github';

/** Characters of an answer that a description holds; GitHub takes 65,536 in all. */
const MAX_ANSWER = 60_000;

/** A pull request's description: the agent's answer, as far as it fits, and the issue that it is for. The reply has all. */
export function describePullRequest(answer: string, reference: string): string {
  const { text, end } = cutMarkdown(answer, MAX_ANSWER);
  return joinMarkdown([text, end < answer.length ? '…' : '', reference]);
}
