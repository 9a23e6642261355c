import { assertBranchName } from '@poppobuilder/workspace';

/**
 * Name of an issue's branch by `issues.branch`; a template without `{number}` gets the number at its end. Throws
 * `INVALID_CONFIG` for what git does not take as a name.
 */
export function branchName(template: string | undefined, number: number): string {
  const name = filledIn(template, number);
  assertBranchName(name, 'issues.branch');
  return name;
}

function filledIn(template: string | undefined, number: number): string {
  if (template === undefined) return `poppo/issue-${number}`;
  if (template.includes('{number}')) return template.replaceAll('{number}', String(number));
  return /[-/_.]$/.test(template) ? `${template}${number}` : `${template}-${number}`;
}
