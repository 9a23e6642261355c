import {
  createServiceToken,
  defineService,
  Logger,
  type ServiceToken,
  TaskContext,
} from '@poppobuilder/core';
import { withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from '../arguments.ts';
import { TaskRepliesService } from '../replies/replies-service.ts';
import { MarkerClaims } from './marker-claims.ts';
import type { ClaimAuthority as Contract } from './claim-authority.ts';

/** Decides which task works on an issue or pull request. */
export type ClaimAuthority = Contract;

/** Service token of {@link ClaimAuthority}; its default keeps claims in markers of our own comments. */
export const ClaimAuthority: ServiceToken<ClaimAuthority> = createServiceToken<ClaimAuthority>({
  id: '@poppobuilder/github/ClaimAuthority',
  scope: 'task',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { replies: TaskRepliesService, context: TaskContext, logger: Logger },
      create: (services) =>
        withCheckedArguments<ClaimAuthority>(new MarkerClaims(services), ARGUMENTS.claims),
      dispose: (claims) => {
        if (claims instanceof MarkerClaims) claims.dispose();
      },
    }),
});
