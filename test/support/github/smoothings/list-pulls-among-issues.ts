import { callOf, type Json, parseJson } from '../exchange.ts';
import { type Smoothing, type Surroundings, within } from '../smoothing.ts';
import { asIssue } from './show-pull-as-issue.ts';
import type { Answer, Call, Forward } from '../exchange.ts';

/**
 * GitHub lists pull requests among the issues, and what is said on one or pushed to it changes its time; the emulator lists
 * issues alone, and notes only other changes of the pull request.
 */
export const listPullsAmongIssues: Smoothing = async (call, next, surroundings) => {
  const place = within(call, surroundings);
  if (call.method === 'GET' && place === 'issues') return list(call, next, surroundings);
  const answer = await next(call);
  const [, number] = /^(?:issues|pulls)\/(\d+)\/(?:comments|reviews)$/.exec(place) ?? [];
  if (call.method === 'POST' && number !== undefined && answer.status < 300) {
    surroundings.touched.set(Number(number), new Date().toISOString());
  }
  return answer;
};

const PER_PAGE = 100;

async function list(call: Call, next: Forward, surroundings: Surroundings): Promise<Answer> {
  const query = new URLSearchParams(call.query);
  const [page, perPage] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 30)];
  const state = query.get('state') ?? 'open';
  const wanted = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const issues = await listAll(next, call, `${surroundings.root}/issues`, {
    state,
    labels: wanted.join(','),
  });
  if ('status' in issues) return issues;
  const pulls = await listAll(next, call, `${surroundings.root}/pulls`, { state });
  if ('status' in pulls) return pulls;
  const shown = pulls
    .map((pull) => asIssue(touched(pull, surroundings), pull['labels']))
    .filter((pull) => hasAll(pull, wanted));
  const field = query.get('sort') === 'updated' ? 'updated_at' : 'created_at';
  const sign = query.get('direction') === 'asc' ? 1 : -1;
  const all = [...issues, ...shown].toSorted(
    (a, b) => sign * String(a[field]).localeCompare(String(b[field])),
  );
  const items = all.slice((page - 1) * perPage, page * perPage);
  query.set('page', String(page + 1));
  const url = `http://${call.headers.host ?? ''}${call.path}?${query.toString()}`;
  const link = all.length > page * perPage ? { link: `<${url}>; rel="next"` } : {};
  return { status: 200, headers: { ...headersOf, ...link }, body: JSON.stringify(items) };
}

const headersOf = { 'content-type': 'application/json; charset=utf-8' };

async function listAll(
  next: Forward,
  call: Call,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<readonly Json[] | Answer> {
  const items: Json[] = [];
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({ ...fields, per_page: String(PER_PAGE), page: String(page) });
    if (fields['labels'] === '') query.delete('labels');
    const answer = await next({ ...callOf(call, 'GET', path), query: `?${query.toString()}` });
    if (answer.status !== 200) return answer;
    const found = parseJson(answer.body) as readonly Json[];
    items.push(...found);
    if (found.length < PER_PAGE) return items;
  }
}

function touched(pull: Json, { touched: times, listed, remote }: Surroundings): Json {
  const number = Number(pull['number']);
  const head = remote.resolve(`refs/pull/${number}/head`);
  if (listed.has(number) && listed.get(number) !== head) times.set(number, new Date().toISOString());
  listed.set(number, head);
  const at = times.get(number) ?? '';
  return at > String(pull['updated_at']) ? { ...pull, updated_at: at } : pull;
}

function hasAll({ labels }: Json, wanted: readonly string[]): boolean {
  const names = new Set(
    (labels as readonly { readonly name: string }[]).map(({ name }) => name.toLowerCase()),
  );
  return wanted.every((name) => names.has(name.toLowerCase()));
}
