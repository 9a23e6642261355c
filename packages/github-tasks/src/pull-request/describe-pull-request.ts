import { cutMarkdown, joinMarkdown } from '@poppobuilder/github';

/** Maximum length of an answer in a description; the rest is for closing delimiters and the issue. In characters. */
const MAX_ANSWER = 60_000;

/** Maximum length of a description on GitHub. In characters. */
const MAX_LENGTH = 65_536;

/** Returns a pull request's description: the agent's answer as far as it fits, and the issue. The reply has it in full. */
export function describePullRequest(answer: string, reference: string): string {
  const { text, end } = cutMarkdown(answer, MAX_ANSWER);
  const whole = joinMarkdown([text, end < answer.length ? '…' : '', reference]);
  // Closing delimiters can be as long as the blocks that they close.
  return whole.length <= MAX_LENGTH ? whole : joinMarkdown(['…', reference]);
}
