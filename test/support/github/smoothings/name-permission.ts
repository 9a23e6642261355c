import { answerJson, callOf, changeJson } from '../exchange.ts';
import { type Smoothing, within } from '../smoothing.ts';

/** The four words that GitHub has for what five roles may. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  maintain: 'write',
  push: 'write',
  triage: 'read',
  pull: 'read',
};

/**
 * GitHub names a permission `admin`, `write`, `read` or `none`, and everybody has `read` in a public repository; the
 * emulator says `push` or `pull`, and 404 for who is no collaborator.
 */
export const namePermission: Smoothing = async (call, next, surroundings) => {
  const [, login] = /^collaborators\/([^/]+)\/permission$/.exec(within(call, surroundings)) ?? [];
  const answer = await next(call);
  if (call.method !== 'GET' || login === undefined) return answer;
  if (answer.status === 404) {
    const user = await next(callOf(call, 'GET', `/users/${login}`));
    if (user.status !== 200) return answer;
    return answerJson(200, {
      permission: 'read',
      role_name: 'read',
      user: JSON.parse(user.body) as unknown,
    });
  }
  return changeJson(answer, (data) => {
    const permission = String(data['permission']);
    return { ...data, permission: PERMISSIONS[permission] ?? permission };
  });
};
