import type { Plugin, TaskHandler } from '@poppobuilder/core';
import type { ContractExample } from './contract-example.ts';
import type { PermissionVerdict } from './isolated/judge-permissions.ts';
import type { PermissionJudge } from './isolated/permission-judge.ts';
import { runTrial, type Trial } from './trial/run-trial.ts';
import { TRIAL_PLANS, type TrialName } from './trial/trial-plans.ts';

/** What the tests of one example share: trials of it, each of which runs when a test first asks for it. */
export class ExampleContext {
  readonly plugin: Plugin;
  readonly handler: TaskHandler;
  readonly example: ContractExample;
  readonly #judge: PermissionJudge;
  #closeTime = 1_000;
  readonly #trials = new Map<TrialName, Promise<Trial | undefined>>();

  constructor(options: Pick<ExampleContext, 'plugin' | 'handler' | 'example'>, judge: PermissionJudge) {
    this.plugin = options.plugin;
    this.handler = options.handler;
    this.example = options.example;
    this.#judge = judge;
    judge.add(this);
  }

  /** Resolves with the trial of the example as it is. */
  readonly plain = async (): Promise<Trial> => (await this.trial('plain')) as Trial;

  /** Resolves with a trial, or with nothing where there is nothing to try. */
  readonly trial = (name: TrialName): Promise<Trial | undefined> => {
    const running = this.#trials.get(name) ?? this.#run(name);
    this.#trials.set(name, running);
    return running;
  };

  /** Resolves with every trial, however it ended. */
  readonly allTrials = async (): Promise<(readonly [name: string, trial: Trial])[]> => {
    const trials: [string, Trial][] = [];
    for (const name of Object.keys(TRIAL_PLANS) as TrialName[]) {
      const trial = await this.trial(name);
      if (trial !== undefined) trials.push([name, trial]);
    }
    return trials;
  };

  /** Resolves with what the example says about the permissions of its handler. */
  readonly permissions = (): Promise<PermissionVerdict> => this.#judge.verdictOn(this);

  async #run(name: TrialName): Promise<Trial | undefined> {
    const options = await TRIAL_PLANS[name](this);
    if (options === undefined) return undefined;
    const trial = await runTrial(this.plugin, this.example, { ...options, closeTime: this.#closeTime });
    // Once something was left, what is left the next time need not be waited for as long.
    if (trial.left.length + trial.open.length > 0) this.#closeTime = 100;
    return trial;
  }
}
