import {
  reportPart,
  reportText,
  reportTool,
  type ReportTargets,
  STAGE,
} from '@poppobuilder/agent/provider-kit';
import type { ItemEvent, StreamEvent } from './stream-events.ts';

/** What tools are called in progress messages, by the kind of the item. */
const TOOLS: Readonly<Record<string, string>> = {
  command_execution: 'exec_command',
  file_change: 'apply_patch',
  mcp_tool_call: 'mcp',
  web_search: 'web_search',
};

/** Kinds of items that are tools, during which the model does not write. */
export const isTool = ({ kind }: ItemEvent): boolean => Object.hasOwn(TOOLS, kind);

/** Returns what the tool of an item is called. */
export const toolName = ({ kind }: ItemEvent): string => TOOLS[kind] ?? kind;

/** Reports an event with the task's `progress` and `log`. */
export function reportEvent(event: StreamEvent, targets: ReportTargets): void {
  const { progress, logger, masker } = targets;
  if (event.type === 'started') {
    progress(STAGE, 'agent started', { sessionId: event.sessionId });
  } else if (event.type === 'error' && event.message.startsWith('Reconnecting')) {
    logger.warn(masker.text(`The model's API did not answer as it should. ${event.message}`));
    progress(STAGE, 'waiting for the API');
  } else if (event.type === 'item') {
    const name = TOOLS[event.kind];
    if (event.kind === 'agent_message' && event.phase === 'completed') reportText(event.text, targets);
    else if (event.kind === 'error') logger.warn(masker.text(event.text));
    else if (name !== undefined && (event.phase === 'started' || event.kind === 'file_change'))
      reportTool({ name, id: event.id, input: commandOf(event) }, targets);
    if (name !== undefined && event.phase === 'completed') reportResult(event, targets);
  }
}

function reportResult({ id, output, isError }: ItemEvent, targets: ReportTargets): void {
  reportPart({ kind: 'result', toolUseId: id, output, isError }, targets);
}

/** Returns a command without the shell that runs it: `npm test` for `/bin/bash -c 'npm test'`. */
function commandOf({ kind, text }: ItemEvent): string {
  if (kind !== 'command_execution') return text;
  const [, quoted, plain] = /^\S*sh -l?c (?:'(.*)'|(.*))$/s.exec(text) ?? [];
  return quoted?.replaceAll(`'\\''`, "'") ?? plain ?? text;
}
