import { StringDecoder } from 'node:string_decoder';
import { type Masker, type ProcessSupervisor } from '@poppobuilder/core';
import { keepEnd } from '@poppobuilder/core/runner-kit';
import type { AgentRun } from '../outcome/agent-run.ts';
import { UsageMeter } from '../outcome/usage-meter.ts';
import { LineDecoder } from '../stream/line-decoder.ts';
import { parseEvent } from '../stream/parse-event.ts';
import type {
  AssistantEvent,
  InitEvent,
  RateLimitEvent,
  ResultEvent,
  StreamEvent,
} from '../stream/stream-events.ts';
import { AgentClocks, type ClockTimes } from './agent-clocks.ts';

/** One start of the CLI. */
export interface ClaudeLaunch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly prompt: string;
  readonly times: ClockTimes;
  readonly masker: Masker;
  readonly onEvent: (event: StreamEvent) => void;
}

/** Characters of standard error that are kept. */
const KEPT_ERRORS = 2_000;

/** Starts the CLI and follows it until it and all that it started have ended. A clock that runs out stops it. */
export async function runClaude(processes: ProcessSupervisor, launch: ClaudeLaunch): Promise<AgentRun> {
  const seen = new SeenEvents();
  const errors = new ErrorTail(launch.masker);
  const lines = new LineDecoder((line) => {
    const event = parseEvent(line);
    clocks.take(event);
    seen.take(event);
    launch.onEvent(event);
  });
  const { cwd, environment, prompt: input } = launch;
  const child = processes.start(launch.command, launch.args, {
    cwd,
    environment,
    input,
    hasSecrets: true,
    onStdout: (chunk) => lines.write(chunk),
    onStderr: (chunk) => errors.write(chunk),
  });
  const clocks = new AgentClocks(launch.times, () => void child.stop());
  const end = await child.ended;
  lines.end();
  clocks.end();
  return {
    end,
    stoppedBy: clocks.stoppedBy,
    result: seen.result,
    wentOn: seen.wentOn,
    sessionId: seen.result?.sessionId ?? seen.init?.sessionId,
    begun: seen.init !== undefined,
    apiError: seen.assistant?.error,
    rateLimit: seen.rateLimit,
    stderr: errors.end(),
    reading: seen.meter.read(),
  };
}

/** What of the stream decides about the outcome: the last event of each kind. */
class SeenEvents {
  readonly meter = new UsageMeter();
  init: InitEvent | undefined;
  assistant: AssistantEvent | undefined;
  rateLimit: RateLimitEvent | undefined;
  result: ResultEvent | undefined;
  wentOn = false;

  take(event: StreamEvent): void {
    this.meter.take(event);
    if (event.type === 'init') this.init = event;
    else if (event.type === 'assistant') this.assistant = event;
    else if (event.type === 'rate-limit') this.rateLimit = event;
    else if (event.type === 'result') this.result = event;
    if (event.type === 'result') this.wentOn = false;
    else if (event.type === 'assistant' || event.type === 'partial') this.wentOn = this.result !== undefined;
  }
}

/** Keeps the end of standard error, masked. */
class ErrorTail {
  readonly #decoder = new StringDecoder('utf8');
  readonly #masker: ReturnType<Masker['stream']>;
  #text = '';

  constructor(masker: Masker) {
    this.#masker = masker.stream();
  }

  write(chunk: Buffer): void {
    this.#text = keepEnd(this.#text + this.#masker.write(this.#decoder.write(chunk)), KEPT_ERRORS);
  }

  end(): string {
    return (this.#text + this.#masker.write(this.#decoder.end()) + this.#masker.end()).trim();
  }
}
