import { CodingAgent } from '@poppobuilder/agent';
import { Logger, Masker, type ResolvedServices, StateStore } from '@poppobuilder/core';
import { Authors, ClaimAuthority, GitHub, IssueLabels, Replies } from '@poppobuilder/github';
import { Workspaces } from '@poppobuilder/workspace';

/** The services of a task that works on issues and pull requests; a handler declares them as its `services`. */
export const WORK_SERVICES: {
  readonly github: typeof GitHub;
  readonly replies: typeof Replies;
  readonly claims: typeof ClaimAuthority;
  readonly labels: typeof IssueLabels;
  readonly authors: typeof Authors;
  readonly workspaces: typeof Workspaces;
  readonly agent: typeof CodingAgent;
  readonly state: typeof StateStore;
  readonly masker: typeof Masker;
  readonly logger: typeof Logger;
} = {
  github: GitHub,
  replies: Replies,
  claims: ClaimAuthority,
  labels: IssueLabels,
  authors: Authors,
  workspaces: Workspaces,
  agent: CodingAgent,
  state: StateStore,
  masker: Masker,
  logger: Logger,
};

/** Instances of {@link WORK_SERVICES}. */
export type WorkServices = ResolvedServices<typeof WORK_SERVICES>;
