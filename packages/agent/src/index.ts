export { type AgentConfig, agentConfig, type AgentConfigInput, type AllowedTools } from './agent-config.ts';
export { AGENT_ERROR_CODES, AgentError, type AgentErrorFields } from './agent-error.ts';
export { agentUsageSchema } from './agent-usage-schema.ts';
export type {
  AgentRequest,
  AgentResult,
  DenialPolicy,
  ModelUsage,
  PermissionDenial,
  PermissionMode,
} from './coding-agent.ts';
export { CodingAgent } from './coding-agent-service.ts';
export { parseEvent } from './stream/parse-event.ts';
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
  ToolResultEvent,
  UnknownEvent,
} from './stream/stream-events.ts';
