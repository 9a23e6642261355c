import type { SkipReason } from '../workspaces.ts';
import { isSecretPath } from './secret-paths.ts';

/** Which paths may be pushed. */
export interface PathRules {
  /** Whether changes to workflows may be pushed. */
  readonly workflows: boolean;
  /** Whether changes to the configuration of agents are left out. */
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

/** Returns why a file of this path is not pushed; `undefined` when it may be. */
export function skipReasonOf(path: string, rules: PathRules): SkipReason | undefined {
  if (isSecretPath(path)) return 'secret';
  if (OWN.test(path)) return 'configuration';
  if (!rules.workflows && WORKFLOW.test(path)) return 'workflow';
  return rules.keepsConfiguration && isConfiguration(path) ? 'configuration' : undefined;
}
