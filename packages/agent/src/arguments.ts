/**
 * What a coding agent takes, for services that stand in for one, such as that of `@poppobuilder/testing`.
 *
 * @packageDocumentation
 */

import { type ArgumentTable, nonEmptyText, text, texts, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { CodingAgent, AgentRequest } from './coding-agent.ts';

const milliseconds = z.number().optional();

/** Ranges are checked later, together with the defaults from the configuration. */
export const requestSchema: z.ZodType<object> = z.strictObject({
  prompt: text,
  sessionId: nonEmptyText.optional(),
  model: nonEmptyText.optional(),
  fallbackModel: nonEmptyText.optional(),
  effort: nonEmptyText.optional(),
  allowedTools: texts.optional(),
  disallowedTools: texts.optional(),
  permissionMode: nonEmptyText.optional(),
  maxTurns: z.number().optional(),
  maxBudgetUsd: z.number().optional(),
  appendSystemPrompt: text.optional(),
  jsonSchema: z.record(z.string(), z.unknown()).optional(),
  cwd: nonEmptyText.optional(),
  projectInstructions: text.optional(),
  idleTimeout: milliseconds,
  backgroundTimeout: milliseconds,
  timeout: milliseconds,
  denials: z.enum(['report', 'fail']).optional(),
} satisfies ShapeOf<AgentRequest>);

/** Schemas of the arguments of {@link CodingAgent}. */
export const ARGUMENTS: ArgumentTable<CodingAgent> = { run: [['request', requestSchema]] };
