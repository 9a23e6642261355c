import { parseJson, refuse } from '../exchange.ts';
import { type Smoothing, tokenIn } from '../smoothing.ts';

/** GitHub answers 401 to a token that it does not know, on reads too; the emulator takes the reader for anonymous. */
export const checkToken: Smoothing = async (call, next, { tokens }) => {
  const token = tokenIn(call);
  const isAppKey = token?.startsWith('eyJ') === true;
  if (token !== undefined && !isAppKey && !tokens.has(token)) return refuse(401, 'Bad credentials');
  const answer = await next(call);
  if (answer.status === 201 && /^\/app\/installations\/\d+\/access_tokens$/.test(call.path)) {
    tokens.add((parseJson(answer.body) as { readonly token: string }).token);
  }
  return answer;
};
