import { type TaskResult } from '@poppobuilder/core';
import { keepStart } from '@poppobuilder/core/runner-kit';
import { printable, printableLine } from './printable.ts';

/** Fields that were shown already: output as it came, and how the task ended. */
const SHOWN_BEFORE: ReadonlySet<string> = new Set(['success', 'stdout', 'stderr', 'durationMs']);

/** What is shown of an object or array at most, in characters. */
const MAX_JSON = 200;

/** The fields of a result as indented lines, one a field and more for text of several lines. */
export function formatResult(result: TaskResult): string {
  return Object.entries(result)
    .filter(([name, value]) => !SHOWN_BEFORE.has(name) && value !== null && value !== false)
    .map(([name, value]) => `  ${printableLine(name)}:${formatValue(value)}`)
    .join('\n');
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') {
    const text = printable(value).trimEnd();
    return text.includes('\n') ? `\n${text.replaceAll(/^(?=.)/gm, '    ')}` : ` ${text}`;
  }
  const json = printable(JSON.stringify(value));
  return json.length > MAX_JSON ? ` ${keepStart(json, MAX_JSON)}...` : ` ${json}`;
}
