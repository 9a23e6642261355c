import { type TaskResult } from '@poppobuilder/core';
import { keepStart } from '@poppobuilder/core/runner-kit';
import { printable, printableLine } from './printable.ts';

/** Fields that were already shown: the output, and the outcome of the task. */
const SHOWN_BEFORE: ReadonlySet<string> = new Set(['success', 'stdout', 'stderr', 'durationMs']);

/** Maximum length of an object or array. In characters. */
const MAX_JSON = 200;

/** Returns the fields of a result as indented lines. */
export function formatResult(result: TaskResult): string {
  return Object.entries(result)
    .filter(([name, value]) => !SHOWN_BEFORE.has(name) && value !== null && value !== false)
    .map(([name, value]) => `  ${printableLine(name)}:${formatValue(value)}`)
    .join('\n');
}

/** Returns a result as {@link formatResult} does, below the output of its command, which was not shown yet. */
export function formatWholeResult(result: TaskResult): string {
  const output = ['stdout', 'stderr'].flatMap((name) => {
    const text = result[name];
    if (typeof text !== 'string' || text === '') return [];
    return printable(text)
      .trimEnd()
      .split('\n')
      .map((line) => `  | ${line}`.trimEnd());
  });
  return [...output, formatResult(result)].filter((part) => part !== '').join('\n');
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') {
    const text = printable(value).trimEnd();
    return text.includes('\n') ? `\n${text.replaceAll(/^(?=.)/gm, '    ')}` : ` ${text}`;
  }
  const json = printable(JSON.stringify(value));
  return json.length > MAX_JSON ? ` ${keepStart(json, MAX_JSON)}...` : ` ${json}`;
}

/** Returns a duration for people: `12 ms`, `1.2 s`, `2 min 3 s`. */
export function formatDuration(milliseconds: number): string {
  const rounded = Math.round(milliseconds);
  if (rounded < 1_000) return `${rounded} ms`;
  if (rounded < 60_000) return `${(Math.floor(rounded / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(rounded / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
