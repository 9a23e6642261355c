import { parseJson, refuse } from '../exchange.ts';
import type { Smoothing } from '../smoothing.ts';

/** GitHub answers 401 to a token that it does not know, on reads too; the emulator takes the reader for anonymous. */
export const checkToken: Smoothing = async (call, next, { tokens }) => {
  const token = (call.headers.authorization ?? '').replace(/^(?:bearer|token)\s+/i, '').trim();
  const isAppKey = token.startsWith('eyJ');
  if (token !== '' && !isAppKey && !tokens.has(token)) return refuse(401, 'Bad credentials');
  const answer = await next(call);
  if (answer.status === 201 && /^\/app\/installations\/\d+\/access_tokens$/.test(call.path)) {
    tokens.add((parseJson(answer.body) as { readonly token: string }).token);
  }
  return answer;
};
