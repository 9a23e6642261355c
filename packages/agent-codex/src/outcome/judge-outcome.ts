import type { CliOptions, Failure } from '@poppobuilder/agent/provider-kit';
import {
  explainStart,
  findStartError,
  hintForReset,
  limitReset,
  quote,
  sentence,
} from '@poppobuilder/agent/provider-kit';
import type { CodexRun } from './codex-run.ts';
import { structuredAnswer } from './structured-answer.ts';

const INSTALL = 'npm install -g @openai/codex';

/** How long to wait when the API asks to slow down; the CLI has repeated the request itself before. In milliseconds. */
const SLOW_DOWN_DELAY = 60_000;

type Told = Omit<Failure, 'code'> & { readonly code?: Failure['code'] };

/** One kind of failure: how to recognize it, and its error. */
interface FailureRule {
  applies(run: CodexRun, options: CliOptions): boolean;
  /** @param now - milliseconds since the epoch */
  failure(run: CodexRun, options: CliOptions, now: number): Told;
}

/** The status in the CLI's message: `unexpected status 401 Unauthorized: ...`, `last status: 429 Too Many Requests`. */
const STATUS = /\bstatus:? (\d{3})\b/;

const says =
  (pattern: RegExp) =>
  ({ failure }: CodexRun): boolean =>
    failure !== undefined && pattern.test(failure);

const statusOf = ({ failure = '' }: CodexRun): number | undefined => {
  const [, status] = STATUS.exec(failure) ?? [];
  return status === undefined ? undefined : Number(status);
};

const isRefused = (run: CodexRun): boolean => [401, 403].includes(statusOf(run) ?? 0);

/** What the CLI says of a request that would fail again. */
const LASTING = /quota exceeded|invalid request|context window|not supported|does not exist|unsupported/i;

/** All kinds of failure. The first match wins. */
const FAILURE_RULES: readonly FailureRule[] = [
  {
    applies: (run, { command }) =>
      run.end.error !== undefined || (!run.isCompleted && findStartError(run, command) !== undefined),
    failure: (run, { command, cwd }) => {
      const error = run.end.error ?? findStartError(run, command);
      const explained = explainStart({ command, cwd, install: INSTALL }, error);
      return { code: 'COMPONENT_FAILED', ...explained, retryable: false, cause: error };
    },
  },
  {
    applies: ({ stoppedBy }) => stoppedBy === 'idle',
    failure: (_run, { idleTimeout }) => ({
      message: `The agent produced no output for ${idleTimeout} ms and was stopped.`,
      hint: 'Its model may be overloaded. Run the task again, or raise idleTimeout.',
      retryable: true,
    }),
  },
  {
    applies: ({ stoppedBy, isCompleted }) => stoppedBy === 'timeout' && !isCompleted,
    failure: (_run, { timeout }) => ({
      message: `The agent ran longer than its timeout of ${timeout} ms and was stopped.`,
      retryable: false,
    }),
  },
  {
    applies: ({ stoppedBy }) => stoppedBy === 'turns',
    failure: (_run, { maxTurns }) => ({
      message: `The agent did not finish: it reached the maximum number of turns (${maxTurns}).`,
      hint: 'Raise maxTurns, or give it a smaller task.',
      retryable: false,
    }),
  },
  {
    applies: ({ stoppedBy }) => stoppedBy === 'budget',
    failure: (_run, { maxBudgetUsd }) => ({
      code: 'BUDGET_EXCEEDED',
      message: `The agent did not finish: it reached the maximum budget ($${maxBudgetUsd}).`,
      hint: 'Raise maxBudgetUsd, or give it a smaller task.',
      retryable: false,
    }),
  },
  {
    applies: says(/hit your usage limit/i),
    failure: ({ failure }, _options, now) => {
      const { resetsAt, retryAfter } = limitReset(undefined, failure ?? '', now);
      return {
        code: 'USAGE_LIMIT',
        message: `The agent's account reached its usage limit: ${sentence(failure)}`,
        ...hintForReset(resetsAt),
        retryable: true,
        deferred: true,
        retryAfter,
        resetsAt,
      };
    },
  },
  {
    applies: (run) => statusOf(run) === 429 || says(/^rate limit/i)(run),
    failure: ({ failure }) => ({
      code: 'RATE_LIMITED',
      message: `The model's API asked the agent to slow down: ${sentence(failure)}`,
      retryable: true,
      deferred: true,
      retryAfter: SLOW_DOWN_DELAY,
    }),
  },
  {
    applies: (run) =>
      !run.hasCredentials && (isRefused(run) || run.failure === undefined) && !run.isCompleted,
    failure: ({ failure, stderr }) => ({
      code: 'MISSING_CREDENTIALS',
      message: `The agent has no credentials: ${sentence(failure ?? stderr)}`,
      hint:
        'Set OPENAI_API_KEY or CODEX_API_KEY in the environment of PoppoBuilder, ' +
        'or name the folder of a login (codex login) in agent.configDirectory.',
      retryable: false,
    }),
  },
  {
    applies: isRefused,
    failure: ({ failure }) => ({
      message: `The model's API rejected the agent's credentials: ${sentence(failure)}`,
      hint: 'Check OPENAI_API_KEY, or the login in agent.configDirectory.',
      retryable: false,
    }),
  },
  {
    applies: ({ failure }) => failure !== undefined,
    failure: (run) => {
      const status = statusOf(run);
      const isLasting = (status !== undefined && status < 500 && status !== 408) || says(LASTING)(run);
      return {
        message: `The agent could not work with its model: ${sentence(run.failure)}`,
        ...(status === 404 ? { hint: 'Check the model: agent.model.' } : {}),
        retryable: !isLasting,
      };
    },
  },
  {
    applies: ({ isCompleted, end }) =>
      !isCompleted && (end.signal !== undefined || (end.exitCode ?? 0) > 128),
    failure: ({ end }) => ({
      message: `The agent was killed by ${end.signal ?? `a signal (exit code ${end.exitCode})`}.`,
      hint: 'The machine may have run out of memory.',
      retryable: true,
    }),
  },
  {
    // An interrupt ends it like this.
    applies: ({ isCompleted, hasStarted }) => !isCompleted && hasStarted,
    failure: () => ({ message: 'The agent was interrupted.', retryable: true }),
  },
  {
    applies: ({ isCompleted }) => !isCompleted,
    failure: ({ end, stderr }) => ({
      message: `The agent exited with code ${end.exitCode} without a result.${quote(stderr)}`,
      retryable: false,
    }),
  },
  {
    applies: ({ answer }, { jsonSchema }) =>
      jsonSchema !== undefined && structuredAnswer(answer, jsonSchema) === undefined,
    failure: () => ({
      message: 'The agent finished without an answer that matches jsonSchema.',
      hint: 'Ask for it in the prompt.',
      retryable: false,
    }),
  },
];

/**
 * Returns why a run failed; `undefined` when it succeeded.
 *
 * @param now - milliseconds since the epoch
 */
export function judgeOutcome(
  run: CodexRun,
  options: CliOptions,
  now: number = Date.now(),
): Failure | undefined {
  const rule = FAILURE_RULES.find((candidate) => candidate.applies(run, options));
  return rule === undefined ? undefined : { code: 'AGENT_FAILED', ...rule.failure(run, options, now) };
}

/** Returns the warning for a run that failed after its answer. The answer was paid for, so it is used. */
export function warningOf({ end, stoppedBy, stderr }: CodexRun): string | undefined {
  if (stoppedBy === 'timeout') return 'The agent answered, but went on until its timeout and was stopped.';
  if (stoppedBy !== undefined || end.exitCode === 0) return undefined;
  return `The agent answered, but ended with ${end.signal ?? `exit code ${end.exitCode}`}. Its answer counts.${quote(stderr)}`;
}

/** Whether the session that a run should continue does not exist. */
export function isUnknownSession({ hasStarted, end, stderr }: CodexRun, { sessionId }: CliOptions): boolean {
  return sessionId !== undefined && !hasStarted && end.exitCode === 1 && stderr.includes('no rollout found');
}
