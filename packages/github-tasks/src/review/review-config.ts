import { type ConfigSection, defineConfigSection } from '@poppobuilder/core';
import { sizeText } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** How pull requests are reviewed. */
export interface ReviewConfig {
  /** Most bytes of diff that one review reads. @defaultValue '400KB' */
  readonly diffLimit?: string | undefined;
  /** Most comments of one review. @defaultValue 30 */
  readonly maxComments?: number | undefined;
}

declare module '@poppobuilder/core' {
  interface ProjectConfigInput {
    readonly review?: ReviewConfig;
  }
}

/** The section `review` of a project's configuration. */
export const reviewConfig: ConfigSection<ReviewConfig> = defineConfigSection({
  name: 'review',
  schema: z.strictObject({
    diffLimit: sizeText
      .optional()
      .meta({ description: 'Most diff that one review reads.', default: '400KB' }),
    maxComments: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: 'Most comments on lines of one review.', default: 30 }),
  }),
});
