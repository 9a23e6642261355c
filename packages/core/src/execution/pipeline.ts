import type { Submitted } from './pipeline-states.ts';

/** The outcome of a task when one of its steps throws. */
export type StepFailure = 'rejected' | 'cancelled-waiting' | 'failed';

/** The state behind a step: what was known before, and what the step added. */
export type After<State, Added> = Added extends object ? State & Added : State;

/** A step of a pipeline. It receives what the steps before it have produced, and returns what it adds. */
export interface Step<Context, State, Added> {
  readonly name: string;
  /** The outcome of the task when the step throws; a function when that depends on the state. */
  readonly failure: StepFailure | ((state: State) => StepFailure);
  readonly run: (context: Context, state: State) => Added | Promise<Added>;
  /** Reverts the step when the task has ended. Steps are undone in reverse order. */
  readonly undo?: (context: Context, state: After<State, Added>) => void | Promise<void>;
}

/** A step without its types, as the pipeline keeps it. */
interface ErasedStep {
  readonly name: string;
  readonly failure: StepFailure | ((state: object) => StepFailure);
  readonly run: (context: unknown, state: object) => unknown;
  readonly undo?: (context: unknown, state: object) => void | Promise<void>;
}

/**
 * The steps that a task passes through in a runner, in order. `State` is what a task has behind the last of them: a step
 * that needs what no earlier step adds does not compile.
 */
export class Pipeline<Context, State extends Submitted = Submitted> {
  readonly steps: readonly ErasedStep[];

  private constructor(steps: readonly ErasedStep[]) {
    this.steps = steps;
  }

  /** Creates a pipeline without steps. */
  static create<Context>(): Pipeline<Context> {
    return new Pipeline<Context>([]);
  }

  /** Returns a pipeline with one more step. */
  step<Added>(step: Step<Context, State, Added>): Pipeline<Context, After<State, Added> & Submitted> {
    // The types were compared here; from now on only the order of the steps matters.
    return new Pipeline([...this.steps, step as unknown as ErasedStep]);
  }

  /** Runs the steps, and undoes none. Rejects with what a step throws. */
  async check(context: Context, submitted: Submitted): Promise<State> {
    const state: object = { ...submitted };
    for (const step of this.steps) Object.assign(state, await step.run(context, state));
    return state as State;
  }

  /** Runs steps that are all synchronous, and undoes none. Throws what a step throws. */
  checkSync(context: Context, submitted: Submitted): State {
    const state: object = { ...submitted };
    for (const step of this.steps) Object.assign(state, step.run(context, state));
    return state as State;
  }
}
