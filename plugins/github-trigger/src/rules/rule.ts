import type { StateNamespace, TriggeredCancel, TriggeredDecision, TriggeredTask } from '@poppobuilder/core';
import type { IssuesConfig } from '@poppobuilder/github';
import type { GitHubTriggerConfig } from '../configuration.ts';
import type { Reader } from '../reader.ts';

/** What rules decide by. */
export interface RuleContext {
  readonly config: GitHubTriggerConfig;
  readonly issues: IssuesConfig;
  readonly reader: Reader;
  /** What is kept between events. */
  readonly state: StateNamespace;
}

/** What a rule gives. */
export interface Decision {
  readonly tasks?: readonly TriggeredTask[];
  readonly cancels?: readonly TriggeredCancel[];
  readonly decisions?: readonly TriggeredDecision[];
}

/** What is to be answered by one `process-comment` task. */
export interface CommentReference {
  /** What the id names: a comment of the conversation, a review with its comments, or the head whose checks failed. */
  readonly kind: 'comment' | 'review' | 'checks';
  readonly id: number | string;
}

/** Returns the task that answers something on an issue or pull request; those that wait are joined. */
export function answerTask(reader: Reader, number: number, reference: CommentReference): TriggeredTask {
  return {
    task: { type: 'process-comment', issueNumber: number, comments: [reference] },
    options: {
      idempotencyKey: `${reference.kind}/${reference.id}`,
      concurrencyKey: reader.keyOf(number),
      mergeBy: 'comments',
    },
  };
}

/** Returns what several rules give together. */
export const joinDecisions = (decisions: readonly Decision[]): Required<Decision> => ({
  tasks: decisions.flatMap(({ tasks = [] }) => tasks),
  cancels: decisions.flatMap(({ cancels = [] }) => cancels),
  decisions: decisions.flatMap(({ decisions: given = [] }) => given),
});

/** Whether anything follows from a decision. */
export const isEmpty = ({ tasks, cancels, decisions }: Required<Decision>): boolean =>
  tasks.length + cancels.length + decisions.length === 0;

/** Returns what a trigger gives by a decision. */
export const asResult = ({ decisions, ...rest }: Required<Decision>): Decision =>
  decisions.length === 0 ? rest : { ...rest, decisions };
