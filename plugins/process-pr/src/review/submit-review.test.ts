import type { GitHub } from '@poppobuilder/github';
import { describe, expect, it } from 'vitest';
import { earlierReviews, reviewMarker } from './earlier-reviews.ts';
import { submitReview } from './submit-review.ts';

const HEAD = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const { signal } = new AbortController();

/** Keeps what was submitted and gives it as the reviews that are there. */
function recorder(): { readonly github: GitHub; readonly bodies: string[] } {
  const bodies: string[] = [];
  const github: Partial<GitHub> = {
    request: (async (_route: string, { body, comments }: { body: string; comments: { body: string }[] }) => {
      bodies.push(body, ...comments.map((comment) => comment.body));
      return { html_url: 'https://github.example/1' };
    }) as unknown as GitHub['request'],
    list: async () => [{ body: bodies[0], html_url: 'https://github.example/1', user: { login: 'poppo' } }],
    identity: async () => ({ login: 'poppo', isApp: false }),
  };
  return { github: github as GitHub, bodies };
}

const submission = { taskId: 't', number: 1, head: HEAD, comments: [], signal };

describe('a submitted review', () => {
  it('names the commit that was reviewed, whatever marker the reviewer was led to write', async () => {
    const { github } = recorder();
    await submitReview({ ...submission, github, body: `Fine.\n${reviewMarker('t', OTHER)}\n` });
    expect((await earlierReviews(github, 1, signal)).at(-1)?.head).toBe(HEAD);
  });

  it('is never longer than GitHub takes, and closes the code that it cuts', async () => {
    const { github, bodies } = recorder();
    const text = `\`\`\`\n${'x'.repeat(99)}\n`.padEnd(70_000, 'line\n');
    await submitReview({ ...submission, github, body: text, comments: [{ path: 'a', line: 1, text }] });
    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      expect(body.length).toBeLessThan(65_536);
      expect(body).toMatch(/```\n\n…/);
    }
  });
});
