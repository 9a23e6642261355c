import { type Answer, callOf, changeJson, changeList, type Json, parseJson, refuse } from '../exchange.ts';
import { type Place, type Smoothing, type Surroundings, within } from '../smoothing.ts';
import { diffLines } from './diff-lines.ts';
import { commitsOf, type Pull } from './show-real-commits.ts';

interface ReviewComment extends Json {
  readonly path: string;
  readonly line?: number;
  readonly side?: 'LEFT' | 'RIGHT';
  readonly position?: number;
}

/**
 * GitHub takes the comments of a review by line and side, and refuses the whole review when one is not in the diff; the
 * emulator knows positions alone, and keeps a review that it refused.
 */
export const placeReviewComments: Smoothing = async (call, next, surroundings) => {
  const [, number] = /^pulls\/(\d+)\/reviews$/.exec(within(call, surroundings)) ?? [];
  if (call.method !== 'POST' || number === undefined) return next(call);
  const found = await next(callOf(call, 'GET', `${surroundings.root}/pulls/${number}`));
  if (found.status !== 200) return found;
  const commits = commitsOf(parseJson(found.body) as Pull, surroundings);
  const sent = parseJson(call.body) as Json & { readonly comments?: readonly ReviewComment[] };
  const comments = sent.comments ?? [];
  const commit = typeof sent['commit_id'] === 'string' ? sent['commit_id'] : commits?.head;
  if (commit === undefined || surroundings.remote.resolve(commit) === undefined) {
    return unprocessable('No commit found for SHA');
  }
  if (sent['event'] === 'COMMENT' && (sent['body'] ?? '') === '' && comments.length === 0) {
    return unprocessable('Review body or comments must be present');
  }
  const lines =
    commits === undefined ? new Set<string>() : diffLines(surroundings.remote, commits.base, commit);
  const placed = comments.map(({ line, side, position, ...comment }) => ({
    place: line === undefined ? undefined : { line, side: side ?? 'RIGHT' },
    // Any number does for the emulator.
    comment: { ...comment, position: position ?? line },
  }));
  for (const { place, comment } of placed) {
    if (place === undefined && comment.position !== undefined) continue;
    if (place === undefined) return unprocessable('Pull request review thread line must be part of the diff');
    if (!lines.has(`${place.side} ${place.line} ${comment.path}`)) {
      return unprocessable('Pull request review thread line must be part of the diff');
    }
  }
  const translated = { ...sent, commit_id: commit, comments: placed.map(({ comment }) => comment) };
  const answer = await next(callOf(call, 'POST', call.path, translated));
  if (answer.status < 300)
    await remember(
      placed.map(({ place }) => place),
      answer,
    );
  return answer;

  async function remember(places: readonly (Place | undefined)[], review: Answer): Promise<void> {
    const { id } = parseJson(review.body) as { readonly id: number };
    const path = `${call.path}/${id}/comments`;
    const list = await next({ ...callOf(call, 'GET', path), query: '?per_page=100' });
    const made = parseJson(list.body) as readonly { readonly id: number }[];
    for (const [index, comment] of made.entries()) {
      const place = places[index];
      if (place !== undefined) surroundings.places.set(comment.id, place);
    }
  }
};

/** GitHub gives line, side and the commented hunk with the comments of reviews. */
export const showPlaces: Smoothing = async (call, next, surroundings) => {
  const answer = await next(call);
  const place = within(call, surroundings);
  if (/^pulls\/comments\/\d+$/.test(place)) {
    return changeJson(answer, (comment) => withPlace(comment, surroundings));
  }
  return call.method === 'GET' && /^pulls\/(?:\d+\/(?:reviews\/\d+\/)?)?comments$/.test(place)
    ? changeList(answer, (comment) => withPlace(comment, surroundings))
    : answer;
};

function withPlace(comment: Json, { places }: Surroundings): Json {
  const place = places.get(Number(comment['id']));
  return place === undefined ? comment : { ...comment, ...place, original_line: place.line };
}

const unprocessable = (message: string): Answer => ({
  ...refuse(422, 'Unprocessable Entity'),
  body: JSON.stringify({ message: 'Unprocessable Entity', errors: [message], status: '422' }),
});
