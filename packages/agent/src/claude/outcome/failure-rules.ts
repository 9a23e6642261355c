import type { ErrorCode } from '@poppobuilder/core';
import type { AgentRun } from './agent-run.ts';
import { explainStart, findStartError, hintForReset, quote, sentence } from '../../cli/explain-start.ts';
import type { Failure, JudgedOptions } from '../../cli/failure.ts';
import { hintForStatus, listDenied } from './explain-failure.ts';
import { isUsageLimit, resetOf } from './usage-limit.ts';

const INSTALL = 'npm install -g @anthropic-ai/claude-code';

/** Statuses of the API that ask to come back later: too many requests, and overloaded. */
const SLOW_DOWN: ReadonlySet<number | undefined> = new Set([429, 529]);

/** How long to wait then; the CLI has repeated the request itself before. In milliseconds. */
const SLOW_DOWN_DELAY = 60_000;

/** One kind of failure: how to recognize it, and its error. */
export interface FailureRule {
  readonly name: string;
  applies(run: AgentRun, options: JudgedOptions): boolean;
  /** @param now - milliseconds since the epoch */
  failure(
    run: AgentRun,
    options: JudgedOptions,
    now: number,
  ): Omit<Failure, 'code'> & { readonly code?: ErrorCode };
}

/** Errors that the same request would cause again. Other failed requests may succeed later. */
const LASTING_ERRORS: ReadonlySet<string> = new Set([
  'account_on_hold',
  'authentication_failed',
  'billing_error',
  'cloud_credential_error',
  'invalid_request',
  'model_not_found',
  'oauth_org_not_allowed',
  'verification_required',
]);

/** All kinds of failure. The first match wins. The exit code alone is not reliable. */
export const FAILURE_RULES: readonly FailureRule[] = [
  {
    name: 'could not be started',
    applies: ({ end }) => end.error !== undefined,
    failure: ({ end }, { command, cwd }) => ({
      code: 'COMPONENT_FAILED',
      ...explainStart({ command, cwd, install: INSTALL }, end.error),
      retryable: false,
      cause: end.error,
    }),
  },
  {
    name: 'was not found by what starts it',
    applies: (run, { command }) => run.result === undefined && findStartError(run, command) !== undefined,
    failure: (run, { command, cwd }) => ({
      code: 'COMPONENT_FAILED',
      ...explainStart({ command, cwd, install: INSTALL }, findStartError(run, command)),
      retryable: false,
    }),
  },
  {
    name: 'fell silent',
    applies: ({ stoppedBy }) => stoppedBy === 'idle',
    failure: (_run, { idleTimeout }) => ({
      message: `The agent produced no output for ${idleTimeout} ms and was stopped.`,
      hint: 'Its model may be overloaded. Run the task again, or raise idleTimeout.',
      retryable: true,
    }),
  },
  {
    name: 'took too long',
    applies: (run) => run.stoppedBy === 'timeout' && !isAnswered(run),
    failure: (_run, { timeout }) => ({
      message: `The agent ran longer than its timeout of ${timeout} ms and was stopped.`,
      retryable: false,
    }),
  },
  {
    name: 'was refused by the API',
    applies: ({ stoppedBy }) => stoppedBy === 'refused',
    failure: () => ({
      message: "The model's API repeatedly rejected the agent's credentials (401 or 403).",
      hint: 'Check ANTHROPIC_API_KEY, or the login in agent.configDirectory.',
      retryable: false,
    }),
  },
  {
    name: 'was ended from outside',
    applies: (run) => !isAnswered(run) && (run.end.signal !== undefined || (run.end.exitCode ?? 0) > 128),
    failure: ({ end }) => ({
      message: `The agent was killed by ${end.signal ?? `a signal (exit code ${end.exitCode})`}.`,
      hint: 'The machine may have run out of memory.',
      retryable: true,
    }),
  },
  {
    name: 'refused its arguments or its input',
    applies: ({ result }) => result === undefined,
    failure: ({ end, stderr }) => ({
      message: `The agent exited with code ${end.exitCode} without a result.${quote(stderr)}`,
      retryable: false,
    }),
  },
  {
    name: 'reached its turns',
    applies: ({ result }) => result?.subtype === 'error_max_turns',
    failure: ({ result }) => ({
      message: `The agent did not finish: ${sentence(result?.text)}`,
      hint: 'Raise maxTurns, or give it a smaller task.',
      retryable: false,
    }),
  },
  {
    name: 'reached its budget',
    applies: ({ result }) => result?.subtype === 'error_max_budget_usd',
    failure: ({ result }) => ({
      code: 'BUDGET_EXCEEDED',
      message: `The agent did not finish: ${sentence(result?.text)}`,
      hint: 'Raise maxBudgetUsd, or give it a smaller task.',
      retryable: false,
    }),
  },
  {
    name: 'never met the schema',
    applies: ({ result }) => result?.subtype === 'error_max_structured_output_retries',
    failure: ({ result }) => ({
      message: `The agent's answer does not match jsonSchema: ${sentence(result?.text)}`,
      retryable: false,
    }),
  },
  {
    name: 'was interrupted',
    applies: ({ result }) => result?.terminalReason?.startsWith('aborted') === true,
    failure: () => ({ message: 'The agent was interrupted.', retryable: true }),
  },
  {
    name: 'reached the usage limit of its account',
    applies: (run) => isUsageLimit(run),
    failure: (run, _options, now) => {
      const { resetsAt, retryAfter } = resetOf(run, now);
      return {
        code: 'USAGE_LIMIT',
        message: `The agent's account reached its usage limit: ${sentence(run.result?.text)}`,
        ...hintForReset(resetsAt),
        retryable: true,
        deferred: true,
        retryAfter,
        resetsAt,
      };
    },
  },
  {
    name: 'was asked to slow down',
    applies: ({ result }) => isApiError(result) && SLOW_DOWN.has(result?.apiErrorStatus),
    failure: ({ result }) => ({
      code: 'RATE_LIMITED',
      message: `The model's API asked the agent to slow down: ${sentence(result?.text)}`,
      retryable: true,
      deferred: true,
      retryAfter: SLOW_DOWN_DELAY,
    }),
  },
  {
    name: 'has no credentials',
    applies: ({ result, apiError }) =>
      isApiError(result) && result?.apiErrorStatus === undefined && apiError === 'authentication_failed',
    failure: ({ result }) => ({
      code: 'MISSING_CREDENTIALS',
      message: `The agent has no credentials: ${sentence(result?.text)}`,
      hint:
        'Set ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN in the environment of PoppoBuilder, ' +
        'or name the folder of a login in agent.configDirectory.',
      retryable: false,
    }),
  },
  {
    name: 'could not reach its model',
    applies: ({ result }) => isApiError(result),
    failure: ({ result, apiError }) => ({
      message: `The agent could not work with its model: ${sentence(result?.text)}`,
      ...hintForStatus(result?.apiErrorStatus),
      retryable: isTransient(result?.apiErrorStatus, apiError),
    }),
  },
  {
    name: 'failed otherwise',
    applies: ({ result }) => result?.isError === true || result?.subtype !== 'success',
    failure: ({ result }) => ({
      message: `The agent failed (${result?.subtype}): ${sentence(result?.text)}`,
      retryable: false,
    }),
  },
  {
    name: 'was denied a tool',
    applies: ({ result }, { denials }) => denials === 'fail' && (result?.permissionDenials.length ?? 0) > 0,
    failure: ({ result }) => ({
      message: `The agent was denied: ${listDenied(result?.permissionDenials)}.`,
      hint: 'Add the tools to allowedTools, or set denials to "report" to accept denials.',
      retryable: false,
    }),
  },
  {
    name: 'did not answer in the form of the schema',
    applies: ({ result }, { jsonSchema }) =>
      jsonSchema !== undefined && result?.structuredOutput === undefined,
    failure: () => ({
      message: 'The agent finished without an answer that matches jsonSchema.',
      hint: 'Ask for it in the prompt.',
      retryable: false,
    }),
  },
];

const isAnswered = ({ result, isContinuing }: AgentRun): boolean => result !== undefined && !isContinuing;

const isApiError = (result: AgentRun['result']): boolean =>
  result?.isError === true && (result.terminalReason === 'api_error' || result.apiErrorStatus !== undefined);

function isTransient(status: number | undefined, apiError: string | undefined): boolean {
  if (status !== undefined) return status === 408 || status >= 500;
  return apiError === undefined || !LASTING_ERRORS.has(apiError);
}
