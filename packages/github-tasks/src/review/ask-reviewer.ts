import { AgentError } from '@poppobuilder/agent';
import { delimitUntrusted, neutralizeMentions } from '@poppobuilder/github';
import type { Workspace } from '@poppobuilder/workspace';
import { baseInstructions } from '../changes/project-instructions.ts';
import { workRules } from '../prompt/rules.ts';
import type { WorkServices } from '../services.ts';
import type { PullRequestSubject } from '../subject/subject.ts';
import type { ChangedFile } from './diff/changed-file.ts';
import { type LineComment, type Review, reviewJsonSchema, reviewSchema } from './review.ts';

/** What one run of the reviewer is about. */
export interface ReviewRequest {
  readonly subject: PullRequestSubject;
  readonly files: readonly ChangedFile[];
  readonly earlier: readonly LineComment[];
  /** Commit of the last review, of which only what came after is read. */
  readonly since: string | undefined;
  readonly language: string | undefined;
}

/** A review and what it took. */
export interface AskedReview {
  readonly review: Review;
  readonly sessionId: string;
  readonly usage: Awaited<ReturnType<WorkServices['agent']['run']>>['usage'];
  readonly costUsd: number;
}

/** Earlier comments that the reviewer is shown. */
const SHOWN = 50;

/** Lets the agent review a part of a diff; it may read the worktree, and changes nothing. */
export async function askReviewer(
  { agent }: Pick<WorkServices, 'agent'>,
  workspace: Workspace,
  request: ReviewRequest,
): Promise<AskedReview> {
  const result = await agent.run({
    prompt: composeReviewPrompt(request),
    cwd: workspace.path,
    projectInstructions: await baseInstructions(workspace),
    appendSystemPrompt: workRules(request.language),
    permissionMode: 'default',
    jsonSchema: reviewJsonSchema(),
  });
  const { usage, costUsd, sessionId } = result;
  const parsed = reviewSchema.safeParse(result.structuredOutput);
  if (parsed.success) return { review: neutralReview(parsed.data), sessionId, usage, costUsd };
  const message = 'The agent gave no review in the form that it was asked for.';
  throw new AgentError({ message, usage, costUsd, sessionId, cause: parsed.error });
}

const neutralReview = ({ summary, comments }: Review): Review => ({
  summary: neutralizeMentions(summary),
  // A suggestion in a comment is applied as it is written.
  comments: comments.map((comment) => ({
    ...comment,
    text: neutralizeMentions(comment.text, { keepsCode: true }),
  })),
});

/** The prompt of a review. */
function composeReviewPrompt({ subject, files, earlier, since }: ReviewRequest): string {
  const { number, title, body, author } = subject;
  const scope =
    since === undefined
      ? 'Review this change.'
      : `You reviewed it before. Review only what changed since commit ${since}, which the diff shows.`;
  const known = new Set(files.map(({ path }) => path));
  const said = earlier.filter(({ path }) => known.has(path)).slice(-SHOWN);
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
