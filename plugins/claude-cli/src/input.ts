import { MAX_TIMEOUT } from '@poppobuilder/core';
import { z } from 'zod';

const MEBIBYTE = 1024 * 1024;
const KIBIBYTE = 1024;

const name = z.string().min(1).max(256);

/** A tool, optionally with what it may be used for. Never a flag, and on one line. */
const tool = z
  .string()
  .max(4 * KIBIBYTE)
  .regex(/^[A-Za-z_][\w*-]*(\([^\n\0]*\))?$/, 'must be a tool such as "Edit" or "Bash(npm test)"');

const text = z
  .string()
  .min(1)
  .refine((value) => !value.includes('\0'), 'must not contain a NUL character');

/** The fields of a `claude-cli` task. */
export interface ClaudeCliInput {
  readonly instructions: string;
  readonly taskContext?: Readonly<Record<string, unknown>> | undefined;
  readonly sessionId?: string | undefined;
  readonly model?: string | undefined;
  readonly fallbackModel?: string | undefined;
  readonly effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max' | undefined;
  readonly allowedTools?: readonly string[] | undefined;
  readonly disallowedTools?: readonly string[] | undefined;
  readonly permissionMode?: 'default' | 'acceptEdits' | 'plan' | 'dontAsk' | 'bypassPermissions' | undefined;
  readonly maxTurns?: number | undefined;
  readonly maxBudgetUsd?: number | undefined;
  readonly appendSystemPrompt?: string | undefined;
  readonly jsonSchema?: Readonly<Record<string, unknown>> | undefined;
  readonly idleTimeout?: number | undefined;
  readonly denials?: 'report' | 'fail' | undefined;
}

/** Schema of {@link ClaudeCliInput}. */
export const inputSchema: z.ZodType<ClaudeCliInput> = z.strictObject({
  instructions: text.max(MEBIBYTE).describe('Instructions for the agent.'),
  taskContext: z
    .record(z.string(), z.json())
    .optional()
    .describe('Context as JSON, which the prompt includes as data.'),
  sessionId: name.optional().describe('Session to continue.'),
  model: name.optional(),
  fallbackModel: name.optional().describe('Model for requests that the first one is too busy for.'),
  effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
  allowedTools: z.array(tool).max(1_000).optional().describe('Tools that may be used without asking.'),
  disallowedTools: z.array(tool).max(1_000).optional().describe('Tools that may never be used.'),
  permissionMode: z.enum(['default', 'acceptEdits', 'plan', 'dontAsk', 'bypassPermissions']).optional(),
  maxTurns: z.int().min(1).optional(),
  maxBudgetUsd: z.number().positive().optional(),
  appendSystemPrompt: text.max(32 * KIBIBYTE).optional(),
  jsonSchema: z.record(z.string(), z.json()).optional().describe('JSON Schema of the structured output.'),
  idleTimeout: z
    .int()
    .min(1)
    .max(MAX_TIMEOUT)
    .optional()
    .describe('Longest time without output, in milliseconds.'),
  denials: z.enum(['report', 'fail']).optional().describe('Whether a denied tool fails the task.'),
});
