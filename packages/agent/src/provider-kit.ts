/**
 * What packages need that provide another coding agent, apart from `@poppobuilder/agent` itself.
 *
 * @packageDocumentation
 */

export type { SignIn } from './account/account-key.ts';
export type { AccountReporter } from './account/account-reporter.ts';
export { AGENT_SERVICES } from './agent-services.ts';
export { settingsFor } from './agent-settings.ts';
export { ARGUMENTS } from './arguments.ts';
export { agentEnvironment } from './cli/agent-environment.ts';
export type { CliRun, MeterReading } from './cli/agent-run.ts';
export { CliAgent, type CliAgentServices, type CliAnswer, type CliOptions } from './cli/cli-agent.ts';
export { ErrorTail } from './cli/error-tail.ts';
export {
  explainStart,
  findStartError,
  hintForReset,
  quote,
  sentence,
  type StartAttempt,
} from './cli/explain-start.ts';
export type { Failure, JudgedOptions } from './cli/failure.ts';
export { limitReset, type LimitReset } from './cli/limit-reset.ts';
export { NOTHING, sumUsage } from './cli/model-usage.ts';
export type { AgentInbox } from './cli/agent-inbox.ts';
export type { SessionFolder } from './cli/sessions/session-folder.ts';
export { LineDecoder } from './cli/line-decoder.ts';
export { composeSystemPrompt, readProjectInstructions } from './cli/project-instructions.ts';
export { type ReportedTool, reportText, reportTool } from './cli/report.ts';
export { type ReportTargets, STAGE } from './cli/report-targets.ts';
export { reportPart, type TranscriptPart } from './cli/transcript.ts';
export { TurnTrace } from './cli/turn-trace.ts';
