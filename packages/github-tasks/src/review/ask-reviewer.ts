import { AgentError } from '@poppobuilder/agent';
import { delimitUntrusted, neutralizeMentions } from '@poppobuilder/github';
import type { Workspace } from '@poppobuilder/workspace';
import { baseInstructions } from '../changes/project-instructions.ts';
import { workRules } from '../prompt/rules.ts';
import type { WorkServices } from '../services.ts';
import type { PullRequestSubject } from '../subject/subject.ts';
import type { ChangedFile } from './diff/changed-file.ts';
import { type LineComment, type Review, reviewJsonSchema, reviewSchema } from './review.ts';

/** The input of one run of the reviewer. */
export interface ReviewRequest {
  readonly subject: PullRequestSubject;
  readonly files: readonly ChangedFile[];
  readonly earlier: readonly LineComment[];
  /** Commit of the last review; only later changes are read. */
  readonly since: string | undefined;
  readonly language: string | undefined;
}

/** A review and what it cost. */
export interface AskedReview {
  readonly review: Review;
  readonly sessionId: string;
  readonly usage: Awaited<ReturnType<WorkServices['agent']['run']>>['usage'];
  readonly costUsd: number;
}

/** Maximum number of earlier comments that the reviewer is shown. */
const MAX_SHOWN_COMMENTS = 50;

/** Runs the agent to review a part of a diff. It may read the worktree but change nothing. */
export async function askReviewer(
  { agent }: Pick<WorkServices, 'agent'>,
  workspace: Workspace,
  request: ReviewRequest,
): Promise<AskedReview> {
  const result = await agent.run({
    prompt: composeReviewPrompt(request),
    cwd: workspace.path,
    projectInstructions: await baseInstructions(workspace, agent),
    appendSystemPrompt: workRules(request.language),
    permissionMode: 'default',
    jsonSchema: reviewJsonSchema(),
  });
  const { usage, costUsd, sessionId } = result;
  const parsed = reviewSchema.safeParse(result.structuredOutput);
  if (parsed.success) return { review: neutralReview(parsed.data), sessionId, usage, costUsd };
  const message = "The agent's answer is not a review in the requested form.";
  throw new AgentError({ message, usage, costUsd, sessionId, cause: parsed.error });
}

const neutralReview = ({ summary, comments }: Review): Review => ({
  summary: neutralizeMentions(summary),
  // People apply a suggestion in a comment as it is written, so its code is kept.
  comments: comments.map((comment) => ({
    ...comment,
    text: neutralizeMentions(comment.text, { keepsCode: true }),
  })),
});

/** Returns the prompt of a review. */
function composeReviewPrompt({ subject, files, earlier, since }: ReviewRequest): string {
  const { number, title, body, author } = subject;
  const scope =
    since === undefined
      ? 'Review this change.'
      : `You reviewed it before. Review only what changed since commit ${since}, which the diff shows.`;
  const known = new Set(files.map(({ path }) => path));
  const said = earlier.filter(({ path }) => known.has(path)).slice(-MAX_SHOWN_COMMENTS);
  return [
    `${scope} It is pull request #${number}, checked out in this folder, where you can read the files around it. Change nothing.
Look for defects: wrong behaviour, lost data, security holes, races, missing tests. Say nothing about taste. Every comment
is on a line of the new file that the diff below shows. No comments are better than weak ones.`,
    delimitUntrusted('pull-request', body, {
      attributes: { number, author: author.login ?? 'unknown' },
      fields: { Title: title },
    }),
    ...said.map(({ path, line, text }) =>
      delimitUntrusted('earlier-comment', text, { attributes: { path, line }, limit: 2_000 }),
    ),
    ...(said.length === 0 ? [] : ['Do not repeat or resolve the comments above.']),
    ...files.map(({ path, patch }) =>
      delimitUntrusted('diff', patch, { attributes: { path }, limit: 120_000, isCode: true }),
    ),
  ].join('\n\n');
}
