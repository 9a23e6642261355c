import type { Authors, IssueComment, Replies } from '@poppobuilder/github';

/** Comments of the conversation that an agent may see. */
export interface PermittedComments {
  readonly comments: readonly IssueComment[];
  /** Number of comments that were left out. */
  readonly leftOut: number;
  /** All comments that there were, whoever wrote them. */
  readonly all: readonly IssueComment[];
}

/** Maximum number of comments and of authors that are considered. */
const MAX_COMMENTS = 50;
const MAX_AUTHORS = 20;

/** Start of a marker in PoppoBuilder's own replies, which the agent's session already knows. */
export const OWN_MARKER = '<!-- poppobuilder:';

/** Returns the latest comments by authors who may command the agent. Text by anyone else never reaches it. */
export async function permittedComments(
  services: { readonly authors: Authors; readonly replies: Replies },
  number: number,
  except: readonly number[] = [],
): Promise<PermittedComments> {
  const all = await services.replies.comments(number);
  const others = all.filter(({ id, body }) => !except.includes(id) && !body.includes(OWN_MARKER));
  const latest = others.slice(-MAX_COMMENTS);
  const authors = [...new Map(latest.map((comment) => [comment.author, comment])).values()].slice(
    -MAX_AUTHORS,
  );
  const verdicts = await Promise.all(
    authors.map(async ({ author, authorType, association }) => {
      const { isPermitted } = await services.authors.judge({ login: author, type: authorType, association });
      return [author, isPermitted] as const;
    }),
  );
  const permitted = new Map(verdicts);
  const comments = latest.filter(({ author }) => permitted.get(author) === true);
  return { comments, leftOut: others.length - comments.length, all };
}
