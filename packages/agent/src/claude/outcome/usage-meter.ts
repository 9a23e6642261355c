import type { TokenUsage } from '@poppobuilder/core';
import type { MeterReading } from '../../cli/agent-run.ts';
import { NOTHING, sumUsage } from '../../cli/model-usage.ts';
import type { ModelUsage } from '../../coding-agent.ts';
import type { AssistantEvent, StreamEvent } from '../stream/stream-events.ts';
import { estimateCost } from './estimate-cost.ts';

interface Answer {
  readonly model: string;
  readonly usage: TokenUsage;
  /** Length of its text and tool calls. In characters. */
  readonly length: number;
}

/** Approximate size of the agent's own instructions and tools. In tokens. */
const FIRST_REQUEST_TOKENS = 20_000;

/** A low ratio, so that estimates are too high rather than too low. */
const CHARACTERS_PER_TOKEN = 3;

/** The model name in messages that the CLI writes itself. */
const SYNTHETIC = '<synthetic>';

/**
 * Counts the usage of a run. Each `result` event reports the usage since the previous one. Usage that was not reported
 * when the agent ended is estimated from its answers and the pending request.
 */
export class UsageMeter {
  #billed = new Map<string, ModelUsage>();
  #billedTurns = 0;
  #answers = new Map<string, Answer>();
  #model: string | undefined;
  #requestTokens = FIRST_REQUEST_TOKENS;
  #requesting = false;

  observe(event: StreamEvent): void {
    if (event.type === 'init') {
      this.#model = event.model;
      this.#requesting = true;
    } else if (event.type === 'tool-result') {
      this.#requesting = true;
    } else if (event.type === 'assistant') {
      this.#addAnswer(event);
    } else if (event.type === 'result') {
      for (const [model, usage] of Object.entries(event.usage)) add(this.#billed, model, usage);
      this.#billedTurns += event.turns;
      this.#answers = new Map();
      this.#requesting = false;
    }
  }

  read(): MeterReading {
    const models = new Map(this.#billed);
    for (const { model, usage, length } of this.#answers.values()) {
      const outputTokens = Math.max(usage.outputTokens, Math.ceil(length / CHARACTERS_PER_TOKEN));
      addEstimate(models, model, { ...usage, outputTokens });
    }
    if (this.#requesting && this.#model !== undefined) {
      addEstimate(models, this.#model, { ...NOTHING, inputTokens: this.#requestTokens });
    }
    const { costUsd, ...usage } = [...models.values()].reduce(sumUsage, NOTHING);
    const turns = this.#billedTurns + this.#answers.size;
    const estimated = this.#answers.size > 0 || this.#requesting;
    return { usage, costUsd, modelUsage: Object.fromEntries(models), turns, estimated };
  }

  #addAnswer({ messageId, model, usage, content }: AssistantEvent): void {
    this.#requesting = false;
    if (model === SYNTHETIC) return;
    const written = content.reduce((length, part) => {
      if (part.type === 'text') return length + part.text.length;
      return part.type === 'tool_use' ? length + JSON.stringify(part.input).length : length;
    }, 0);
    const length = (this.#answers.get(messageId)?.length ?? 0) + written;
    this.#answers.set(messageId, { model, usage, length });
    this.#requestTokens = usage.inputTokens + usage.cacheCreationInputTokens + usage.cacheReadInputTokens;
  }
}

function addEstimate(models: Map<string, ModelUsage>, model: string, usage: TokenUsage): void {
  add(models, model, { ...usage, costUsd: estimateCost(model, usage) });
}

function add(models: Map<string, ModelUsage>, model: string, usage: ModelUsage): void {
  models.set(model, sumUsage(models.get(model) ?? NOTHING, usage));
}
