import { type ConfigSection, defineConfigSection } from '@poppobuilder/core';
import { withoutNul } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** How issues are worked on. */
export interface IssuesConfig {
  readonly mode?: 'pull-request' | 'comment' | undefined;
  /** Other names for the labels of the states. */
  readonly labels?: Readonly<Partial<Record<IssueState, string | undefined>>> | undefined;
  /** Name of an issue's branch; `{number}` stands for its number. @defaultValue 'poppo/issue-{number}' */
  readonly branch?: string | undefined;
  /** Whether replies end with what the task cost and how long it took. @defaultValue true */
  readonly footer?: boolean | undefined;
  /** Comments that say nothing but one of these close the loop. @defaultValue done, completed, resolved and the like */
  readonly completionKeywords?: readonly string[] | undefined;
  /**
   * What happens to comments by permitted people that arrive while the agent works: `queue` leaves them to later tasks,
   * `inject` sends them to the agent. @defaultValue 'queue'
   */
  readonly comments?: 'queue' | 'inject' | undefined;
  /** Label by which a person approves what waits for an approval. @defaultValue 'approved' */
  readonly approvalLabel?: string | undefined;
}

/** A state of an issue that PoppoBuilder works on, and the default name of its label. */
export type IssueState = (typeof ISSUE_STATES)[number];

/** The states of an issue. */
export const ISSUE_STATES = ['processing', 'waiting', 'awaiting-response', 'completed', 'failed'] as const;

const name = withoutNul.min(1);
const labelNames = Object.fromEntries(ISSUE_STATES.map((state) => [state, name.optional()])) as Record<
  IssueState,
  z.ZodOptional<z.ZodString>
>;

declare module '@poppobuilder/core' {
  interface ProjectConfigInput {
    readonly issues?: IssuesConfig;
  }
}

/** The section `issues` of a project's configuration. */
export const issuesConfig: ConfigSection<IssuesConfig> = defineConfigSection({
  name: 'issues',
  schema: z.strictObject({
    mode: z
      .enum(['pull-request', 'comment'])
      .optional()
      .meta({ description: 'How an issue is answered.', default: 'pull-request' }),
    labels: z
      .strictObject(labelNames)
      .optional()
      .describe('Other names for the labels of the states; each state is its own default.'),
    branch: name.optional().meta({
      description: "Name of an issue's branch. One without {number} gets the number at its end.",
      default: 'poppo/issue-{number}',
    }),
    footer: z
      .boolean()
      .optional()
      .meta({ description: 'Whether replies end with cost and duration.', default: true }),
    completionKeywords: z
      .array(name)
      .optional()
      .describe(
        'Comments that say nothing else close the loop: done, completed, resolved and the like by default.',
      ),
    approvalLabel: name.optional().meta({
      description: 'Label by which a person who may command the agent approves what waits for an approval.',
      default: 'approved',
    }),
    comments: z.enum(['queue', 'inject']).optional().meta({
      description:
        'What happens to comments by permitted people that arrive while the agent works: they wait for a task of their own, or are sent to the agent. `inject` needs an agent that takes messages while it works.',
      default: 'queue',
    }),
  }),
  projectMaySet: ['mode', 'labels'],
});
