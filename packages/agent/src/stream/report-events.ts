import { type Logger, type Masker, type ProgressFunction, type TaskOutput } from '@poppobuilder/core';
import { keepStart } from '@poppobuilder/core/runner-kit';
import type { AssistantContent, StreamEvent } from './stream-events.ts';

/** Where a run is told of. */
export interface ReportTargets {
  readonly progress: ProgressFunction;
  readonly output: TaskOutput;
  readonly logger: Logger;
  readonly masker: Masker;
}

/** The stage of the built-in tasks in which the agent works. */
export const STAGE = 'execute';

/** Characters of a tool's input that a progress message shows. */
const SHOWN_INPUT = 120;

/** Fields that say best what a tool is used for. */
const TELLING_FIELDS = ['command', 'file_path', 'path', 'pattern', 'url', 'query', 'description'];

/** Tells of an event by the task's `progress` and `log`. */
export function reportEvent(event: StreamEvent, targets: ReportTargets): void {
  const { progress, logger } = targets;
  switch (event.type) {
    case 'init': {
      const { sessionId, model } = event;
      progress(STAGE, 'the agent has begun', { sessionId, model });
      break;
    }
    case 'assistant':
      if (event.error !== undefined) break;
      for (const part of event.content) reportContent(part, targets);
      break;
    case 'api-retry': {
      const { attempt, maxRetries, delay, status } = event;
      const reason = status === undefined ? 'did not answer' : `answered ${status}`;
      logger.warn(
        `The model's API ${reason}; retry ${attempt} of ${maxRetries} follows in ${Math.round(delay)} ms.`,
      );
      progress(STAGE, 'waits for the API', { attempt, maxRetries, delay, status });
      break;
    }
    case 'permission-denied':
      logger.warn(`The agent was denied ${event.tool}. ${event.message ?? ''}`.trimEnd());
      progress(STAGE, `was denied ${event.tool}`, { tool: event.tool });
      break;
    case 'model-fallback':
      logger.warn(`The agent goes on with the model ${event.to} in place of ${event.from}.`);
      break;
    case 'rate-limit':
      if (event.status !== 'allowed') {
        const { status, limit, resetsAt } = event;
        logger.warn({ status, limit, resetsAt }, `The agent's account is near its usage limit (${status}).`);
      }
      break;
    case 'partial':
    case 'tool-result':
    case 'background-tasks':
    case 'result':
    case 'unknown':
      break;
  }
}

function reportContent(part: AssistantContent, { progress, output, masker }: ReportTargets): void {
  if (part.type === 'text' && part.text.trim() !== '') output.write('info', masker.text(part.text), 'stdout');
  if (part.type !== 'tool_use') return;
  const shown = describeInput(part.input, masker);
  const message = `uses ${part.name}${shown === '' ? '' : `: ${shown}`}`;
  progress(STAGE, message, { tool: part.name, toolUseId: part.id });
}

/** Masked before it is cut, so that no half of a secret is left. */
function describeInput(input: Readonly<Record<string, unknown>>, masker: Masker): string {
  const told = TELLING_FIELDS.map((field) => input[field]).find((value) => typeof value === 'string');
  const line = masker.text(told ?? '').split('\n', 1)[0] ?? '';
  return line.length > SHOWN_INPUT ? `${keepStart(line, SHOWN_INPUT)}...` : line;
}
