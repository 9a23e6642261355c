import { type Logger, type Masker, type ProgressFunction, type TaskOutput } from '@poppobuilder/core';
import { keepStart } from '@poppobuilder/core/runner-kit';
import type { AssistantContent, StreamEvent } from './stream-events.ts';

/** Where a run is reported. */
export interface ReportTargets {
  readonly progress: ProgressFunction;
  readonly output: TaskOutput;
  readonly logger: Logger;
  readonly masker: Masker;
}

/** The stage in which the agent works. */
export const STAGE = 'execute';

/** Maximum length of a tool's input in a progress message. In characters. */
const MAX_INPUT_LENGTH = 120;

/** Fields that describe best what a tool is used for. */
const DESCRIPTIVE_FIELDS = ['command', 'file_path', 'path', 'pattern', 'url', 'query', 'description'];

/** Reports an event with the task's `progress` and `log`. */
export function reportEvent(event: StreamEvent, targets: ReportTargets): void {
  const { progress, logger } = targets;
  switch (event.type) {
    case 'init': {
      const { sessionId, model } = event;
      progress(STAGE, 'agent started', { sessionId, model });
      break;
    }
    case 'assistant':
      if (event.error !== undefined) break;
      for (const part of event.content) reportContent(part, targets);
      break;
    case 'api-retry': {
      const { attempt, maxRetries, delay, status } = event;
      const reason = status === undefined ? 'did not answer' : `answered ${status}`;
      logger.warn(`The model's API ${reason}; retry ${attempt} of ${maxRetries} in ${Math.round(delay)} ms.`);
      progress(STAGE, 'waiting for the API', { attempt, maxRetries, delay, status });
      break;
    }
    case 'permission-denied':
      logger.warn(`The agent was denied ${event.tool}. ${event.message ?? ''}`.trimEnd());
      progress(STAGE, `${event.tool} was denied`, { tool: event.tool });
      break;
    case 'model-fallback':
      logger.warn(`The agent continues with the model ${event.to} instead of ${event.from}.`);
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
  const message = `using ${part.name}${shown === '' ? '' : `: ${shown}`}`;
  progress(STAGE, message, { tool: part.name, toolUseId: part.id });
}

/** Masks before cutting, so that no part of a secret remains. */
function describeInput(input: Readonly<Record<string, unknown>>, masker: Masker): string {
  const told = DESCRIPTIVE_FIELDS.map((field) => input[field]).find((value) => typeof value === 'string');
  const line = masker.text(told ?? '').split('\n', 1)[0] ?? '';
  return line.length > MAX_INPUT_LENGTH ? `${keepStart(line, MAX_INPUT_LENGTH)}...` : line;
}
