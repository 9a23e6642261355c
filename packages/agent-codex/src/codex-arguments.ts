import type { PermissionMode } from '@poppobuilder/agent';
import type { CliOptions } from '@poppobuilder/agent/provider-kit';
import { PROVIDER_VARIABLES } from './codex-environment.ts';
import { tomlText } from './toml-text.ts';

/** The sandbox in which nothing can be written. */
export const READ_ONLY = 'read-only';

/** What the CLI's own sandbox lets commands do, by permission mode. */
export const SANDBOXES: Readonly<Partial<Record<PermissionMode, string>>> = {
  default: READ_ONLY,
  plan: READ_ONLY,
  acceptEdits: 'workspace-write',
  bypassPermissions: 'danger-full-access',
};

/** What the arguments of a run are made of. */
export interface ArgumentParts {
  readonly options: Pick<
    CliOptions,
    'cwd' | 'model' | 'effort' | 'permissionMode' | 'sessionId' | 'idleTimeout'
  >;
  /** The project's instructions and the addition to the system prompt. */
  readonly instructions: string | undefined;
  /** Path of the JSON Schema of the answer. */
  readonly schema: string | undefined;
  /** Address of the provider; absent with a login. */
  readonly baseUrl: string | undefined;
  readonly maxRetries: number | undefined;
  /** Whether the run has a view of the files of its own, in which the CLI's sandbox cannot be made and is not needed. */
  readonly isConfined: boolean;
  /** Whether the home is of this run alone, so that there are no settings of the operator in it. */
  readonly isOwnHome: boolean;
}

/** Features that reach other services, or whose usage the session does not record. */
const DISABLED = [
  'apps',
  'plugins',
  'multi_agent',
  'memories',
  'browser_use',
  'computer_use',
  'image_generation',
];

/** Name of the provider in the CLI's settings. Sessions keep it, so it never changes. */
const PROVIDER = 'poppobuilder';

/** Default of the CLI. */
const MAX_RETRIES = 4;

/**
 * Returns the command-line arguments of a run. Settings and rules of the repository do not apply, nor its AGENTS.md, which
 * the caller passes; commands get neither the login shell's profile nor the variables of the provider.
 */
export function codexArguments(parts: ArgumentParts): string[] {
  const { options, instructions, schema, baseUrl, isOwnHome } = parts;
  const settings: readonly (readonly [key: string, value: string | number | boolean | undefined])[] = [
    ['approval_policy', '"never"'],
    ['model_reasoning_effort', options.effort === undefined ? undefined : tomlText(options.effort)],
    ['project_doc_max_bytes', 0],
    ['skills.include_instructions', false],
    ['allow_login_shell', false],
    ['shell_environment_policy.exclude', `[${PROVIDER_VARIABLES.map(tomlText).join(',')}]`],
    ['check_for_update_on_startup', false],
    ['analytics.enabled', false],
    ['web_search', '"disabled"'],
    ['developer_instructions', instructions === undefined ? undefined : tomlText(instructions)],
    ...(baseUrl === undefined ? [] : providerSettings(parts, baseUrl)),
  ];
  return [
    'exec',
    '--json',
    '--skip-git-repo-check',
    '--ignore-rules',
    ...(isOwnHome ? ['--ignore-user-config'] : []),
    `--cd=${options.cwd}`,
    `--sandbox=${parts.isConfined ? 'danger-full-access' : (SANDBOXES[options.permissionMode] ?? READ_ONLY)}`,
    ...DISABLED.map((feature) => `--disable=${feature}`),
    ...(options.model === undefined ? [] : [`--model=${options.model}`]),
    ...(schema === undefined ? [] : [`--output-schema=${schema}`]),
    ...settings.flatMap(([key, value]) => (value === undefined ? [] : [`--config=${key}=${value}`])),
    ...(options.sessionId === undefined ? ['-'] : ['resume', '--', options.sessionId, '-']),
  ];
}

/** The built-in provider does not let its timeouts and retries be set. */
function providerSettings(
  { options, maxRetries = MAX_RETRIES }: ArgumentParts,
  baseUrl: string,
): (readonly [key: string, value: string | number])[] {
  const headers = '{"OpenAI-Organization"="OPENAI_ORGANIZATION","OpenAI-Project"="OPENAI_PROJECT"}';
  const values: readonly (readonly [key: string, value: string | number])[] = [
    ['name', '"OpenAI"'],
    ['base_url', tomlText(baseUrl)],
    ['env_key', '"CODEX_API_KEY"'],
    ['wire_api', '"responses"'],
    ['env_http_headers', headers],
    ['request_max_retries', maxRetries],
    ['stream_max_retries', maxRetries],
    ['stream_idle_timeout_ms', Math.max(1, Math.round(options.idleTimeout))],
  ];
  return [
    ['model_provider', tomlText(PROVIDER)],
    ...values.map(([key, value]) => [`model_providers.${PROVIDER}.${key}`, value] as const),
  ];
}
