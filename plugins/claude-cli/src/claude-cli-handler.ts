import { CodingAgent, whileProgressing } from '@poppobuilder/agent';
import { defineTaskHandler, StateStore, TaskError, type TaskHandler } from '@poppobuilder/core';
import { attemptsOf } from './attempts.ts';
import { inputSchema } from './input.ts';
import { outputSchema } from './output.ts';
import { composePrompt } from './prompt.ts';

const HOUR = 3_600_000;

/** Handler of the task type `claude-cli`. */
export const claudeCliHandler: TaskHandler = defineTaskHandler({
  type: 'claude-cli',
  description: 'Runs the Claude CLI in the project with the given instructions.',
  input: inputSchema,
  output: outputSchema,
  permissions: { commands: true, network: true, files: 'project', secrets: ['agent'] },
  services: { agent: CodingAgent, state: StateStore },
  timeout: HOUR,
  async handle(task, context, { agent, state }) {
    const request = {
      prompt: composePrompt(task.instructions, task.taskContext),
      sessionId: task.sessionId,
      model: task.model,
      fallbackModel: task.fallbackModel,
      effort: task.effort,
      allowedTools: task.allowedTools,
      disallowedTools: task.disallowedTools,
      permissionMode: task.permissionMode,
      maxTurns: task.maxTurns,
      maxBudgetUsd: task.maxBudgetUsd,
      appendSystemPrompt: task.appendSystemPrompt,
      jsonSchema: task.jsonSchema,
      idleTimeout: task.idleTimeout,
      denials: task.denials,
    };
    const attempts = await attemptsOf(task, context, state);
    const result = await whileProgressing(attempts, async () => agent.run(request)).catch(
      async (error: unknown) => {
        // What was counted is of use to another attempt alone.
        if (context.isLastAttempt || !TaskError.is(error) || !error.retryable) await attempts.forget();
        throw error;
      },
    );
    await attempts.forget();
    const { output, sessionId, usage, costUsd, turns, structuredOutput, permissionDenials } = result;
    return {
      success: true,
      output,
      sessionId,
      usage,
      costUsd,
      turns,
      ...(structuredOutput === undefined ? {} : { structuredOutput }),
      ...(permissionDenials.length === 0 ? {} : { permissionDenials }),
    };
  },
});
