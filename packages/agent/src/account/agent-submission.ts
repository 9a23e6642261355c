import { join, resolve } from 'node:path';
import type { BaseTask, Permissions, ProjectConfigInput } from '@poppobuilder/core';
import {
  createProjectConfig,
  anyObject,
  findProjectSettings,
  nonEmptyText,
  parseArgument,
  declarationOf,
  narrowPermissions,
  permitsSecret,
  privilegeKey,
  resolvePermissions,
  type SectionDeclaration,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { agentConfig, DEFAULT_PROVIDER, SETTINGS_FOLDER } from '../agent-config.ts';
import { chosenProvider, settingsFor } from '../agent-settings.ts';
import { accountKey } from './account-key.ts';

/** What {@link agentSubmission} needs to know beside the task. */
export interface AgentSubmissionOptions {
  /** What the handler of the task's type declares. */
  readonly permissions: Permissions;
  /** PoppoBuilder's own data, see `resolveHomeFolder()`. */
  readonly homeFolder: string;
  /** Variables of the host. @defaultValue process.env */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** The host's own configuration of the project. @defaultValue none */
  readonly projectConfig?: ProjectConfigInput | undefined;
  /** Sections of other agents than Claude, which declare their secrets, as a pool describes them. @defaultValue none */
  readonly sections?: readonly SectionDeclaration[] | undefined;
}

/** Options of `engine.submit()`, or of the policy of a project. */
export interface AgentSubmission {
  /** The account that the task's agent will use. Empty for a task without an agent. */
  readonly holdKeys: readonly string[];
  /** The circuit breaker of the project's tasks with an agent. */
  readonly breaker?: string | undefined;
}

/**
 * Returns the options with which a task is submitted, so that it waits while the account of its agent is at its limit, or while
 * the project's tasks with agents fail one after the other. They are empty for a task whose handler does not declare the secret
 * of an agent.
 *
 * @throws TaskError `INVALID_TASK`
 */
export function agentSubmission(task: BaseTask, options: AgentSubmissionOptions): AgentSubmission {
  parseArgument(submittedTask, task, { of: 'agentSubmission()', name: 'task' });
  parseArgument(submissionOptions, options, { of: 'agentSubmission()' });
  const { permissions, homeFolder, environment = process.env, projectConfig, sections = [] } = options;
  const granted = resolvePermissions(permissions);
  if (!permitsSecret(granted, SECRET)) return { holdKeys: [] };
  const { settings, mistakes } = findProjectSettings(task, resolve(task.projectPath), {
    environment,
    homeFolder,
    workerId: '',
    projectConfig,
    sections: { declarations: [OWN, ...sections.filter(({ name }) => name !== OWN.name)] },
  });
  const breaker = `agent:${task.projectId}`;
  // The task itself will say what is wrong.
  if (mistakes.length > 0) return { holdKeys: [], breaker };
  const config = createProjectConfig(settings.config, settings.sections).section(agentConfig);
  const provider = chosenProvider(config, task.type);
  const { environment: configured = {}, configDirectory } = settingsFor(config, task.type);
  const isDefault = provider === DEFAULT_PROVIDER;
  const secret = settings.secrets[isDefault ? SECRET : `${SECRET}/${provider}`];
  const privilege = privilegeKey(narrowPermissions(granted, settings.config.permissions));
  const folder = configDirectory ?? join(isDefault ? SETTINGS_FOLDER : provider, privilege);
  const key = accountKey({
    provider,
    variables: { ...(typeof secret === 'object' ? secret : {}), ...configured },
    folder: resolve(settings.homeFolder, folder),
  });
  return { holdKeys: [key], breaker };
}

const submittedTask = z.looseObject({
  type: nonEmptyText,
  projectId: nonEmptyText,
  projectPath: nonEmptyText,
});
const submissionOptions = z.looseObject({ permissions: anyObject.optional(), homeFolder: nonEmptyText });

const OWN = declarationOf(agentConfig);

/** Name of the secret of agents; those of other providers are below it. */
const SECRET = 'agent';
