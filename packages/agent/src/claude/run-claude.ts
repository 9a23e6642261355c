import type { Masker, ProcessSupervisor } from '@poppobuilder/core';
import type { AgentInbox } from '../cli/agent-inbox.ts';
import { ErrorTail } from '../cli/error-tail.ts';
import { LineDecoder } from '../cli/line-decoder.ts';
import type { AgentRun } from './outcome/agent-run.ts';
import { UsageMeter } from './outcome/usage-meter.ts';
import { parseEvent } from './stream/parse-event.ts';
import type {
  AssistantEvent,
  InitEvent,
  RateLimitEvent,
  ResultEvent,
  StreamEvent,
} from './stream/stream-events.ts';
import { userMessage } from './user-message.ts';
import { RunTimeouts, type TimeoutOptions } from './run-timeouts.ts';

/** Options of {@link runClaude}. */
export interface ClaudeLaunch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly prompt: string;
  /** Messages while it works. */
  readonly inbox: AgentInbox;
  readonly timeouts: TimeoutOptions;
  readonly masker: Masker;
  readonly onEvent: (event: StreamEvent) => void;
}

/** Runs the CLI until it and all its child processes have exited. A timeout stops it. */
export async function runClaude(processes: ProcessSupervisor, launch: ClaudeLaunch): Promise<AgentRun> {
  const seen = new SeenEvents();
  const errors = new ErrorTail(launch.masker);
  const lines = new LineDecoder((line) => {
    const event = parseEvent(line);
    timeouts.observe(event);
    seen.observe(event);
    launch.onEvent(event);
    // It would wait for further messages.
    if (event.type === 'result') launch.inbox.close();
  });
  const { cwd, environment, prompt, inbox } = launch;
  const child = processes.start(launch.command, launch.args, {
    cwd,
    environment,
    input: userMessage(prompt),
    onInput: (input) => inbox.attach(input),
    hasSecrets: true,
    onStdout: (chunk) => lines.write(chunk),
    onStderr: (chunk) => errors.write(chunk),
  });
  const timeouts = new RunTimeouts(launch.timeouts, () => void child.stop());
  const end = await child.ended;
  lines.end();
  timeouts.end();
  return {
    end,
    stoppedBy: timeouts.stoppedBy,
    result: seen.result,
    isContinuing: seen.isContinuing,
    sessionId: seen.result?.sessionId ?? seen.init?.sessionId,
    hasStarted: seen.init !== undefined,
    apiError: seen.assistant?.error,
    rateLimit: seen.rateLimit,
    stderr: errors.end(),
    reading: seen.meter.read(),
  };
}

/** The last event of each kind, which determine the outcome. */
class SeenEvents {
  readonly meter = new UsageMeter();
  init: InitEvent | undefined;
  assistant: AssistantEvent | undefined;
  rateLimit: RateLimitEvent | undefined;
  result: ResultEvent | undefined;
  isContinuing = false;

  observe(event: StreamEvent): void {
    this.meter.observe(event);
    if (event.type === 'init') this.init = event;
    else if (event.type === 'assistant') this.assistant = event;
    else if (event.type === 'rate-limit') this.rateLimit = event;
    else if (event.type === 'result') this.result = event;
    if (event.type === 'result') this.isContinuing = false;
    else if (event.type === 'assistant' || event.type === 'partial')
      this.isContinuing = this.result !== undefined;
  }
}
