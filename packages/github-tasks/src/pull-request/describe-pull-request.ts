import { cutMarkdown, joinMarkdown } from '@poppobuilder/github';

/** Characters of an answer that a description holds; the rest is for what closes it and the issue. */
const MAX_ANSWER = 60_000;

/** Characters of a description that GitHub takes. */
const MAX_LENGTH = 65_536;

/** A pull request's description: the agent's answer, as far as it fits, and the issue that it is for. The reply has all. */
export function describePullRequest(answer: string, reference: string): string {
  const { text, end } = cutMarkdown(answer, MAX_ANSWER);
  const whole = joinMarkdown([text, end < answer.length ? '…' : '', reference]);
  // What ends an answer can be as long as what it leaves open.
  return whole.length <= MAX_LENGTH ? whole : joinMarkdown(['…', reference]);
}
