import { stat } from 'node:fs/promises';
import type { ModelUsage } from '@poppobuilder/agent';
import type { TokenUsage } from '@poppobuilder/core';
import { type MeterReading, NOTHING, sumUsage } from '@poppobuilder/agent/provider-kit';
import type { ModelPrice } from '../codex-config.ts';
import { estimateCost } from './estimate-cost.ts';
import { findSessionFile, type Response, SessionFile } from './session-file.ts';
import type { Tokens } from './tokens.ts';

/** Where a meter looks. */
export interface MeterOptions {
  /** Folder of the sessions. */
  readonly sessions: string;
  /** The session that is resumed. */
  readonly sessionId: string | undefined;
  readonly prices: Readonly<Record<string, ModelPrice>> | undefined;
  /** Called with each response, in order, once it is known. */
  readonly onResponse?: ((response: CountedResponse) => void) | undefined;
}

/** What a response of the model took. */
export interface CountedResponse {
  readonly model: string;
  readonly usage: TokenUsage;
  readonly costUsd: number;
}

/** Approximate size of the CLI's own instructions and tools. In tokens. */
const FIRST_REQUEST_TOKENS = 15_000;

/** A low ratio, so that estimates are too high rather than too low. */
const CHARACTERS_PER_TOKEN = 3;

/**
 * Counts the usage of one run. The stream reports the tokens of the whole session, and only after the answer; the session's
 * file has them by response, also when the agent is stopped.
 */
export class UsageMeter {
  readonly #options: MeterOptions;
  readonly #models = new Map<string, ModelUsage>();
  /** Size of the resumed session's file before the run. In bytes. */
  readonly #start: number;
  #file: SessionFile | undefined;
  #turns = 0;
  #lastInput = FIRST_REQUEST_TOKENS;

  private constructor(options: MeterOptions, start: number) {
    this.#options = options;
    this.#start = start;
  }

  /** Opens a meter before the run starts. */
  static async open(options: MeterOptions): Promise<UsageMeter> {
    const { sessions, sessionId } = options;
    const path = sessionId === undefined ? undefined : await findSessionFile(sessions, sessionId);
    return new UsageMeter(options, path === undefined ? 0 : (await stat(path)).size);
  }

  /** Counts what was recorded since the last call, and returns the usage of the run so far. */
  async read(sessionId: string | undefined): Promise<MeterReading> {
    if (sessionId !== undefined)
      for (const response of await this.#responses(sessionId)) this.#count(response);
    return this.#reading();
  }

  /** Returns the usage of a run whose session was not recorded, as the stream reports it. */
  readTotal(total: Tokens): MeterReading {
    if (this.#turns === 0) this.#count({ model: '', tokens: total });
    return this.#reading();
  }

  /**
   * Returns the usage of a run that was stopped, with an estimate of the request that was under way: the CLI records a
   * response only after the tools that it uses.
   *
   * @param written - length of the commands and texts since the last recorded response. In characters.
   */
  readStopped(written: number): MeterReading {
    const input = this.#lastInput;
    const tokens = { input, cachedInput: 0, output: Math.ceil(written / CHARACTERS_PER_TOKEN) };
    this.#add({ model: this.#file?.model ?? '', tokens });
    return this.#reading();
  }

  async #responses(sessionId: string): Promise<readonly Response[]> {
    if (this.#file === undefined) {
      const path = await findSessionFile(this.#options.sessions, sessionId);
      if (path === undefined) return [];
      this.#file = new SessionFile(path, sessionId === this.#options.sessionId ? this.#start : 0);
    }
    return this.#file.read();
  }

  #count(response: Response): void {
    const { costUsd, ...usage } = this.#add(response);
    this.#options.onResponse?.({ model: response.model, usage, costUsd });
  }

  #add({ model, tokens }: Response): ModelUsage {
    this.#turns += 1;
    this.#lastInput = tokens.input;
    const usage: ModelUsage = {
      inputTokens: tokens.input - tokens.cachedInput,
      outputTokens: tokens.output,
      cacheCreationInputTokens: 0,
      cacheReadInputTokens: tokens.cachedInput,
      costUsd: estimateCost(model, tokens, this.#options.prices),
    };
    this.#models.set(model, sumUsage(this.#models.get(model) ?? NOTHING, usage));
    return usage;
  }

  #reading(): MeterReading {
    const { costUsd, ...usage } = [...this.#models.values()].reduce(sumUsage, NOTHING);
    const modelUsage = Object.fromEntries(this.#models);
    return { usage, costUsd, modelUsage, turns: this.#turns, estimated: true };
  }
}
