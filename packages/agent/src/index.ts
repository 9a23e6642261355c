export {
  type AgentSubmission,
  agentSubmission,
  type AgentSubmissionOptions,
} from './account/agent-submission.ts';
export {
  type AgentConfig,
  agentConfig,
  type AgentConfigInput,
  type AgentOfType,
  type AgentSettings,
  type AgentSettingsInput,
  type AllowedTools,
  type McpConfig,
} from './agent-config.ts';
export { AGENT_ERROR_CODES, AgentError, type AgentErrorFields } from './agent-error.ts';
export { agentUsageSchema } from './agent-usage-schema.ts';
export type { AgentCapabilities, Effort, PermissionMode } from './capabilities.ts';
export type {
  AgentRequest,
  AgentResult,
  AgentRun,
  DenialPolicy,
  ModelUsage,
  PermissionDenial,
} from './coding-agent.ts';
export { CodingAgent } from './coding-agent-service.ts';
export { type ProgressingWork, type StuckStep, whileProgressing } from './no-progress.ts';
export { parseEvent } from './claude/stream/parse-event.ts';
export type {
  ApiRetryEvent,
  AssistantContent,
  AssistantEvent,
  BackgroundTasksEvent,
  InitEvent,
  ModelFallbackEvent,
  PermissionDeniedEvent,
  RateLimitEvent,
  ResultEvent,
  StreamEvent,
  ToolResult,
  ToolResultEvent,
  UnknownEvent,
} from './claude/stream/stream-events.ts';
