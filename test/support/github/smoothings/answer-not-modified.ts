import { createHash } from 'node:crypto';
import type { Smoothing } from '../smoothing.ts';

/** GitHub gives an ETag with every read and answers 304 to who has it already, without counting it; the emulator has none. */
export const answerNotModified: Smoothing = async (call, next) => {
  const answer = await next(call);
  if (call.method !== 'GET' || answer.status !== 200) return answer;
  const etag = `"${createHash('sha256').update(answer.body).digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  const isKnown = call.headers['if-none-match']?.replace(/^W\//, '') === etag;
  return isKnown ? { status: 304, headers, body: '' } : { ...answer, headers };
};
