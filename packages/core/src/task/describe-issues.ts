import type { z } from 'zod';
import { formatPath } from './json.ts';

type Issue = z.core.$ZodIssue;

/** The mistakes that a schema found, one text each, beginning with the field: `options.cwd: expected a string`. */
export function describeIssues(error: z.ZodError | z.core.$ZodError): string[] {
  return error.issues.flatMap((issue) => describeIssue(issue, []));
}

function describeIssue(issue: Issue, parent: readonly PropertyKey[]): string[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${formatPath([...path, key])}: is not a known field`);
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = issue.errors.toSorted((a, b) => a.length - b.length || deepest(b) - deepest(a))[0] ?? [];
    return closest.flatMap((inner) => describeIssue(inner, path));
  }
  if (issue.code === 'invalid_key') return issue.issues.flatMap((inner) => describeIssue(inner, path));
  const message = missing(issue) ? 'is missing' : lowerFirst(issue.message.replace(/^Invalid input: /, ''));
  return [path.length === 0 ? message : `${formatPath(path)}: ${message}`];
}

const deepest = (issues: readonly Issue[]): number => Math.max(...issues.map((issue) => issue.path.length));

const missing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.message.endsWith(' received undefined');

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
