/**
 * What the services of this package take, for services that stand in for them, such as those of `@poppobuilder/testing`.
 *
 * @packageDocumentation
 */

import { type ArgumentTable, nonEmptyText, text, texts } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { Authors } from './authors/authors.ts';
import type { ClaimAuthority } from './claims/claim-authority.ts';
import type { GitHub } from './github.ts';
import type { IssueLabels } from './labels/issue-labels.ts';
import type { Replies } from './replies/replies.ts';

const number = ['number', z.int().min(1)] as const;
const author = ['author', z.looseObject({ login: text.optional(), type: text.optional() })] as const;

const call = [
  ['route', z.string().regex(/^[A-Z]+ \//, 'must be a method and a path, such as "GET /user"')],
  ['parameters', z.looseObject({})],
  ['options', z.strictObject({ signal: z.instanceof(AbortSignal).optional() }).optional()],
] as const;

/** Schemas of the arguments of this package's services. */
export const ARGUMENTS: {
  readonly github: ArgumentTable<GitHub>;
  readonly replies: ArgumentTable<Replies>;
  readonly labels: ArgumentTable<IssueLabels>;
  readonly authors: ArgumentTable<Authors>;
  readonly claims: ArgumentTable<ClaimAuthority>;
} = {
  github: { request: call, list: call },
  replies: {
    comments: [number, ['options', z.strictObject({ isFresh: z.boolean().optional() }).optional()]],
    open: [number, ['text', text]],
    find: [number],
  },
  labels: {
    show: [number, ['state', nonEmptyText], ['current', texts]],
    clear: [number, ['current', texts]],
  },
  authors: { judge: [author], assertPermitted: [author] },
  claims: { claim: [number, ['text', text]], isClaimed: [number], clear: [number] },
};
