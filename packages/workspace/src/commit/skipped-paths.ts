import type { SkipReason } from '../workspaces.ts';
import { isSecretPath } from './secret-paths.ts';

/** What may be pushed by its path. */
export interface PathRules {
  /** Whether changes of workflows may. */
  readonly workflows: boolean;
  /** Whether changes of what configures agents may not. */
  readonly keepsConfiguration: boolean;
}

const WORKFLOW = /^\.github\/workflows(\/|$)/i;
const OWN = /^\.poppo(\/|$)/i;
const CONFIGURATION =
  /(^|\/)(\.claude|\.mcp\.json|\.claude\.json|CLAUDE\.md|CLAUDE\.local\.md|AGENTS\.md)(\/|$)/i;

/** Whether a file configures an agent that works in its folder. */
export function isConfiguration(path: string): boolean {
  return CONFIGURATION.test(path) || OWN.test(path);
}

/** Why a file of this path is not pushed; absent when it may be. */
export function skipReasonOf(path: string, rules: PathRules): SkipReason | undefined {
  if (isSecretPath(path)) return 'secret';
  if (OWN.test(path)) return 'configuration';
  if (!rules.workflows && WORKFLOW.test(path)) return 'workflow';
  return rules.keepsConfiguration && isConfiguration(path) ? 'configuration' : undefined;
}
