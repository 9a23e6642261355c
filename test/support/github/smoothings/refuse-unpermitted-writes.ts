import { callOf, parseJson, refuse } from '../exchange.ts';
import { type Smoothing, tokenIn, within } from '../smoothing.ts';

interface Rule {
  readonly method: RegExp;
  readonly path: RegExp;
  readonly roles: RegExp;
  /** Whether who wrote it may as well. */
  readonly isOfAuthor?: boolean;
}

const WRITERS = /^(?:admin|maintain|push)$/;
const SORTERS = /^(?:admin|maintain|push|triage)$/;

const RULES: readonly Rule[] = [
  { method: /POST|PUT|DELETE/, path: /^issues\/\d+\/(?:labels|assignees)/, roles: SORTERS },
  { method: /PUT|DELETE/, path: /^issues\/\d+\/lock$/, roles: WRITERS },
  { method: /PATCH/, path: /^(?:issues|pulls)\/\d+$/, roles: SORTERS, isOfAuthor: true },
  { method: /PATCH|DELETE/, path: /^(?:issues|pulls)\/comments\/\d+$/, roles: WRITERS, isOfAuthor: true },
  { method: /PUT/, path: /^pulls\/\d+\/merge$/, roles: WRITERS },
  { method: /POST|PATCH|DELETE/, path: /^git\//, roles: WRITERS },
];

/**
 * GitHub answers 403 to who may not label, edit what others wrote, lock, merge, move branches, or comment on what is
 * locked; the emulator lets everybody do that in a public repository.
 */
export const refuseUnpermittedWrites: Smoothing = async (call, next, surroundings) => {
  const token = tokenIn(call);
  const role = token === undefined ? undefined : surroundings.roles.get(token);
  if (role === undefined || call.method === 'GET') return next(call);
  const place = within(call, surroundings);
  const rule = RULES.find(({ method, path }) => method.test(call.method) && path.test(place));
  if (rule !== undefined && !rule.roles.test(role.access)) {
    const found = rule.isOfAuthor === true ? await next(callOf(call, 'GET', call.path)) : undefined;
    const { user } = parseJson(found?.body ?? '') as { readonly user?: { readonly login: string } };
    if (user?.login !== role.login) return refuse(403, 'Must have admin rights to Repository.');
  }
  const [, number] = /^issues\/(\d+)\/comments$/.exec(place) ?? [];
  if (number !== undefined && !WRITERS.test(role.access)) {
    const { body } = await next(callOf(call, 'GET', `${surroundings.root}/issues/${number}`));
    if ((parseJson(body) as { readonly locked?: boolean }).locked === true) {
      return refuse(403, 'Unable to create comment because issue is locked.');
    }
  }
  return next(call);
};
