import { z } from 'zod';

/** What a project's configuration says of the trigger, below `triggers.github`. */
export interface GitHubTriggerConfig {
  /** Labels of which an issue needs one. @defaultValue ['poppo'] */
  readonly labels: readonly string[];
  /** Labels of which an issue may have none. @defaultValue [] */
  readonly excludeLabels: readonly string[];
  /** What a comment has to mention, with or without `@`. @defaultValue the account of the token */
  readonly mention?: string | undefined;
  /** Whether pull requests of others are reviewed. @defaultValue false */
  readonly reviews: boolean;
  /** Whether checks that fail on our pull requests are worked on, at most twice for each. @defaultValue false */
  readonly checks: boolean;
  /** Milliseconds between two polls, or `false` to poll at start and every 10 minutes only. @defaultValue 60000 */
  readonly poll: number | false;
}

const names = z.array(z.string().min(1).max(100)).max(100);

/** Schema of {@link GitHubTriggerConfig}. */
export const configuration: z.ZodType<GitHubTriggerConfig> = z.object({
  labels: names.default(['poppo']).describe('Labels of which an issue needs one.'),
  excludeLabels: names.default([]).describe('Labels of which an issue may have none.'),
  mention: z
    .string()
    .regex(
      /^@?[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}$/,
      'must be the name of an account, such as @poppo-bot',
    )
    .optional()
    .describe('What a comment has to mention. By default the account of the token.'),
  reviews: z.boolean().default(false).describe('Whether pull requests of others are reviewed.'),
  checks: z
    .boolean()
    .default(false)
    .describe('Whether checks that fail on our pull requests are worked on, at most twice for each.'),
  poll: z
    .union([
      z.literal(false),
      z
        .int()
        .min(1_000)
        .max(2 ** 31 - 1),
    ])
    .default(60_000)
    .describe('Milliseconds between two polls, or false to poll at start and every 10 minutes only.'),
});
