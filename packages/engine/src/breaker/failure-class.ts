import type { TaskError } from '@poppobuilder/core';
import { keepEnd } from '@poppobuilder/core/runner-kit';

/** How much of the end of standard error is compared. */
const MAX_LINES = 3;
const MAX_LENGTH = 300;

/** What differs between two failures of the same kind: ids, digests, times, numbers and folders. */
const VARYING = /\b0x[\da-f]+\b|\b[\da-f]*\d[\da-f-]{6,}\b|\d+/gi;
const FOLDERS = /(?:[\w.@~+-]*[/\\])+(?=[\w.@+-])/g;

/** Returns what failures with the same cause have in common: the code, or the exit code and the end of standard error. */
export function failureClass(error: TaskError): string {
  const { exitCode, stderr } = error as { readonly exitCode?: unknown; readonly stderr?: unknown };
  if (typeof exitCode !== 'number') return error.code;
  return `${error.code} (exit code ${exitCode})${typeof stderr === 'string' ? normalizedEnd(stderr) : ''}`;
}

function normalizedEnd(text: string): string {
  const lines = text.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim());
  const last = lines.filter((line) => line !== '').slice(-MAX_LINES);
  if (last.length === 0) return '';
  return `: ${keepEnd(last.join(' ').replaceAll(FOLDERS, '').replaceAll(VARYING, '#'), MAX_LENGTH)}`;
}
