import { reportText, reportTool } from '../../cli/report.ts';
import { type ReportTargets, STAGE } from '../../cli/report-targets.ts';
import { reportPart } from '../../cli/transcript.ts';
import type { AssistantContent, StreamEvent } from './stream-events.ts';

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
    case 'tool-result':
      for (const result of event.results) reportPart({ kind: 'result', ...result }, targets);
      break;
    case 'partial':
    case 'background-tasks':
    case 'result':
    case 'unknown':
      break;
  }
}

function reportContent(part: AssistantContent, targets: ReportTargets): void {
  if (part.type === 'text') reportText(part.text, targets);
  if (part.type !== 'tool_use') return;
  const described = DESCRIPTIVE_FIELDS.map((field) => part.input[field]);
  const input = described.find((value) => typeof value === 'string') ?? '';
  const whole = JSON.stringify(targets.masker.value(part.input), undefined, 2);
  reportTool({ name: part.name, id: part.id, input, whole }, targets);
}
