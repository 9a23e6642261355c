import { assertBranchName } from '@poppobuilder/workspace';
import { checkArguments } from '../arguments.ts';

/**
 * Returns the name of an issue's branch from the template `issues.branch`. A template without `{number}` gets the number
 * at its end. Throws `INVALID_CONFIG` when git does not allow the name.
 */
export function branchName(template: string | undefined, number: number): string {
  checkArguments('branchName()', { template, number });
  const name = filledIn(template, number);
  assertBranchName(name, 'issues.branch');
  return name;
}

function filledIn(template: string | undefined, number: number): string {
  if (template === undefined) return `poppo/issue-${number}`;
  if (template.includes('{number}')) return template.replaceAll('{number}', String(number));
  return /[-/_.]$/.test(template) ? `${template}${number}` : `${template}-${number}`;
}
