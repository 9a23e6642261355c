import { TaskError } from '@poppobuilder/core';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { parseId } from '../arguments/ids.ts';
import { cancelReason } from '../control/control-options.ts';
import type { EngineContext } from '../engine-context.ts';
import type { SubmitScope } from '../submit/submit-options.ts';
import { parseSubmitScope } from '../submit/submit-schema.ts';
import type { CancelFlowOptions, FlowTask, FlowView, NewFlow, SubmittedFlow } from './flow-options.ts';
import type { FlowSubmitter } from './flow-submitter.ts';
import { readFlow } from './read-flow.ts';
import { cancelFlow } from './subtree.ts';

const cancelSchema: z.ZodType<CancelFlowOptions> = z.strictObject({
  reason: cancelReason,
} satisfies ShapeOf<CancelFlowOptions>);

/** The flows of an engine: tasks that depend on each other, submitted together. */
export class Flows {
  readonly #context: EngineContext;
  readonly #submitter: FlowSubmitter;

  /** @internal */
  constructor(context: EngineContext, submitter: FlowSubmitter) {
    this.#context = context;
    this.#submitter = submitter;
  }

  /**
   * Submits tasks that depend on each other: all of them or none.
   *
   * Rejects with `INVALID_TASK` (also for dependency cycles), `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async submit(flow: NewFlow, scope: SubmitScope = {}): Promise<SubmittedFlow> {
    return this.#submitter.submit(flow, parseSubmitScope(scope, 'flows.submit()'));
  }

  /**
   * Adds tasks to a flow. Names that the flow already has are left as they are. Rejects as {@link Flows.submit} does.
   */
  async add(
    id: string,
    tasks: Readonly<Record<string, FlowTask>>,
    scope: SubmitScope = {},
  ): Promise<SubmittedFlow> {
    return this.#submitter.add(parseId(id, 'flows.add()'), tasks, parseSubmitScope(scope, 'flows.add()'));
  }

  /** Returns the state of a flow and its tasks, or undefined when there is none. */
  async get(id: string): Promise<FlowView | undefined> {
    return readFlow(this.#context, parseId(id, 'flows.get()'));
  }

  /** Cancels all tasks of a flow that have not ended. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
  async cancel(id: string, options: CancelFlowOptions = {}): Promise<void> {
    const { reason = 'Its flow was cancelled.' } = parseArgument(cancelSchema, options, {
      of: 'flows.cancel()',
    });
    if (await cancelFlow(this.#context, parseId(id, 'flows.cancel()'), reason)) return;
    throw new TaskError({ code: 'TASK_NOT_FOUND', message: `There is no flow "${id}".` });
  }
}
