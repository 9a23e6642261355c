import type { ErrorBody } from '@poppobuilder/api';
import { TaskError } from '@poppobuilder/core';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { ORPCError, ValidationError } from '@orpc/server';
import type { ZodError } from 'zod';
import { answerTo } from '../server/error-answer.ts';
import type { ApiContext } from './implementer.ts';
import { invalidRequest } from './invalid-request.ts';
import { router } from './router.ts';

/** Creates the handler of the API's routes. */
export function createApiHandler(report: (error: unknown) => void): OpenAPIHandler<ApiContext> {
  return new OpenAPIHandler(router, {
    clientInterceptors: [
      async (call) => {
        try {
          return await call.next();
        } catch (error) {
          throw toOrpcError(error, call.path, report);
        }
      },
    ],
    customErrorResponseBodyEncoder: (error) => (error.data ?? bodyOf(error)) as unknown,
  });
}

/** The data of such an error is its whole body. */
function toOrpcError(
  error: unknown,
  path: readonly string[],
  report: (error: unknown) => void,
): ORPCError<string, ErrorBody> {
  const { status, body } = answerTo(invalidInput(error, path) ?? error);
  if (status >= 500) report(error);
  return new ORPCError(body.code, { status, message: body.message, data: body });
}

/** What the contract says about the input does not hold. */
function invalidInput(error: unknown, path: readonly string[]): TaskError | undefined {
  if (!(error instanceof ORPCError) || error.code !== 'BAD_REQUEST') return undefined;
  const issues = error.cause instanceof ValidationError ? error.cause.issues : [];
  const code = path.join('.') === 'tasks.submit' ? 'INVALID_TASK' : 'INVALID_REQUEST';
  // The contract is of zod.
  return invalidRequest(issues as ZodError['issues'], code);
}

/** Errors that come before a route is found, such as a body that cannot be read. */
const bodyOf = (error: ORPCError<string, unknown>): ErrorBody =>
  answerTo(new TaskError({ code: 'INVALID_REQUEST', message: error.message })).body;
