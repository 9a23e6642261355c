import { type TaskContext, TaskError } from '@poppobuilder/core';
import {
  type Claim,
  issuesConfig,
  type IssueState,
  joinMarkdown,
  prefixMarkdown,
  type Reply,
  type UpdateOptions,
} from '@poppobuilder/github';
import { checkArguments, checkFields } from '../arguments.ts';
import type { WorkServices } from '../services.ts';
import { NO_SPENDING, type Spending, spendingOf, sumSpending } from '../spending.ts';
import type { Subject } from '../subject/subject.ts';
import { explainFailure, explainRetry, explainStop } from '../texts/explain-failure.ts';
import { explainWait } from '../texts/explain-wait.ts';
import { footer } from '../texts/footer.ts';
import { type Texts, textsFor } from '../texts/texts.ts';
import type { DoneRecord } from './done-record.ts';
import { isCancelled, isDeferred, isRetried } from './is-retried.ts';

/** The stages of a task on an issue or pull request. */
export type Stage = 'checkout' | 'execute' | 'respond';

/** Options of {@link Assignment.claim}. */
export interface AssignmentOptions {
  readonly context: TaskContext;
  readonly services: WorkServices;
  readonly subject: Subject;
  /** Prefix of the reply, such as a mention of the person who is answered. */
  readonly address?: string | undefined;
}

/** An issue or pull request that a task has claimed, with its reply and the labels that follow. */
export class Assignment {
  /** Aborts when the task is stopped or the claim is lost. */
  readonly signal: AbortSignal;
  readonly reply: Reply;
  readonly texts: Texts;
  readonly #options: AssignmentOptions;
  readonly #claim: Claim;
  readonly #startedAt: number;
  #labels: readonly string[];

  private constructor(options: AssignmentOptions, claim: Claim, reply: Reply, startedAt: number) {
    this.#options = options;
    this.#claim = claim;
    this.#startedAt = startedAt;
    this.#labels = options.subject.labels;
    this.reply = reply;
    this.texts = textsFor(options.context.projectConfig.language);
    this.signal = AbortSignal.any([options.context.signal, claim.signal]);
  }

  /** Claims the subject, opens the reply and sets the label `processing`. Rejects when another task holds the claim. */
  static async claim(options: AssignmentOptions): Promise<Assignment> {
    checkFields('Assignment.claim()', 'options', options, ['context', 'services', 'subject']);
    const { context, services, subject, address = '' } = options;
    const startedAt = Date.now();
    const text = address + textsFor(context.projectConfig.language).checkout;
    const claim = await services.claims.claim(subject.number, text);
    const reply = await services.replies.open(subject.number, text);
    const assignment = new Assignment(options, claim, reply, startedAt);
    try {
      await services.labels.show(subject.number, 'processing', subject.labels);
    } catch (error) {
      await assignment.fail(error, NO_SPENDING);
      throw error;
    }
    return assignment;
  }

  /** Reports the start of a stage, as progress and in the reply. */
  async enter(stage: Exclude<Stage, 'checkout'>): Promise<void> {
    const { context, address = '' } = this.#options;
    context.progress(stage, this.texts[stage]);
    if (stage === 'execute') await this.reply.update(address + this.texts[stage]);
  }

  /** The subject's labels, as they were last read. */
  set labels(labels: readonly string[]) {
    this.#labels = labels;
  }

  /**
   * Writes the final text, releases the claim, and shows the state.
   *
   * @param done - recorded result for a later attempt that has lost all other state, see {@link findDone}
   */
  async finish(text: string, state: IssueState, spending: Spending, done?: DoneRecord): Promise<void> {
    await this.write(text, spending, done === undefined ? {} : { done });
    await this.showState(state);
  }

  /** Writes the final text and releases the claim in the same request. */
  async write(
    text: string,
    spending: Spending,
    mark: Pick<UpdateOptions, 'done' | 'plan'> = {},
  ): Promise<void> {
    const { address = '' } = this.#options;
    const told = joinMarkdown([prefixMarkdown(address, text), this.#footer(spending)]);
    await this.reply.update(told, { isFinal: true, ...mark });
    await this.#claim.release();
  }

  /** Shows the final state of the work with its label. */
  async showState(state: IssueState): Promise<void> {
    const { services, subject } = this.#options;
    await services.labels.show(subject.number, state, this.#labels);
  }

  /**
   * Explains in the reply why the task failed, and sets the label `failed`. If another attempt follows, the reply says
   * only that; a task that has to wait gets the label `waiting`, and the reply says for what; one that was cancelled leaves
   * no label. Never rejects, so that the original failure is kept.
   */
  async fail(error: unknown, spent: Spending): Promise<void> {
    const { context, subject, address = '' } = this.#options;
    const text = joinMarkdown([address + this.#explain(error), this.#footer(spent)]);
    const words = [
      () => this.reply.update(text, { isFinal: true }),
      () => this.#showFailure(error),
      () => this.#claim.release(),
    ];
    for (const say of words) {
      try {
        await say();
      } catch (cause) {
        context.logger.warn({ error: cause }, `The failure could not be reported on #${subject.number}.`);
      }
    }
  }

  async #showFailure(error: unknown): Promise<void> {
    const { context, services, subject } = this.#options;
    if (isDeferred(context, error)) return this.showState('waiting');
    if (isRetried(context, error)) return;
    if (isCancelled(error)) return services.labels.clear(subject.number, this.#labels);
    return this.showState('failed');
  }

  #explain(error: unknown): string {
    const { context } = this.#options;
    if (isDeferred(context, error)) return explainWait(error, this.texts);
    if (isCancelled(error)) return explainStop(error, this.texts);
    return isRetried(context, error) ? explainRetry(error, this.texts) : explainFailure(error, this.texts);
  }

  #footer(spending: Spending): string {
    const issues = this.#options.context.projectConfig.section(issuesConfig);
    return issues.footer === false ? '' : footer(spending, Date.now() - this.#startedAt);
  }
}

/** Runs work on an assignment. A failure is explained in the reply and rethrown. */
export async function whileAssigned<T>(
  assignment: Assignment,
  spent: () => Spending,
  work: () => Promise<T>,
): Promise<T> {
  checkArguments('whileAssigned()', { assignment, spent, work });
  try {
    return await work();
  } catch (error) {
    const lost: unknown = assignment.signal.reason;
    // The task that holds the claim now replies; this one must not interfere.
    const isLost = TaskError.is(lost) && lost.code === 'LEASE_LOST';
    const told = isLost ? lost : error;
    if (!isLost) await assignment.fail(told, sumSpending(spent(), spendingOf(error)));
    throw told;
  }
}

/**
 * Runs a step that precedes the claim. If it fails, the subject is claimed in order to explain the failure there.
 * Without `options` nothing is reported.
 */
export async function orReportFailure<T>(
  options: AssignmentOptions | undefined,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (options !== undefined && !isRetried(options.context, error)) await reportFailure(options, error);
    throw error;
  }
}

async function reportFailure(options: AssignmentOptions, error: unknown): Promise<void> {
  try {
    const assignment = await Assignment.claim(options);
    await assignment.fail(error, NO_SPENDING);
  } catch (cause) {
    const { context, subject } = options;
    context.logger.warn({ error: cause }, `The failure could not be reported on #${subject.number}.`);
  }
}
