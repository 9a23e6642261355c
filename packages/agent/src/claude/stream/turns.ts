import type { ReportTargets } from '../../cli/report-targets.ts';
import { reportPart } from '../../cli/transcript.ts';
import { estimateCost } from '../outcome/estimate-cost.ts';
import type { AssistantEvent, StreamEvent } from './stream-events.ts';

/** Ends turns in the transcript: each is an answer of the model, with what it used. */
export class Turns {
  readonly #targets: ReportTargets;
  #answer: AssistantEvent | undefined;

  constructor(targets: ReportTargets) {
    this.#targets = targets;
  }

  /** Is told each event before it is reported. */
  observe(event: StreamEvent): void {
    if (event.type === 'assistant') {
      if (event.messageId !== this.#answer?.messageId) this.#end();
      if (event.error === undefined) this.#answer = event;
    } else if (event.type === 'tool-result' || event.type === 'result') {
      this.#end();
    }
  }

  #end(): void {
    const answer = this.#answer;
    if (answer === undefined) return;
    this.#answer = undefined;
    const { model, usage } = answer;
    reportPart({ kind: 'turn', model, usage, costUsd: estimateCost(model, usage) }, this.#targets);
  }
}
