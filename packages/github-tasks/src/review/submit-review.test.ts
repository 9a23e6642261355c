import { type GitHub, GitHubError } from '@poppobuilder/github';
import { describe, expect, it } from 'vitest';
import { earlierReviews, reviewMarker } from './earlier-reviews.ts';
import type { LineComment } from './review.ts';
import { submitReview } from './submit-review.ts';

const HEAD = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const { signal } = new AbortController();

interface Request {
  readonly body: string;
  readonly comments: readonly { readonly path: string; readonly body: string }[];
}

interface Recorder {
  readonly github: GitHub;
  /** Requests that were heard. */
  readonly heard: Request[];
  readonly requests: Request[];
}

/** Keeps what was submitted and gives it as the reviews that are there. */
function recorder(
  answer: (request: Request, tries: number) => number | undefined = () => undefined,
): Recorder {
  const heard: Request[] = [];
  const requests: Request[] = [];
  const url = (index: number): string => `https://github.example/${index + 1}`;
  const github: Partial<GitHub> = {
    request: (async (_route: string, request: Request) => {
      requests.push(request);
      const status = answer(request, requests.length);
      if (status === undefined || status >= 600) heard.push(request);
      if (status === undefined) return { html_url: url(heard.length - 1) };
      throw new GitHubError({
        code: 'GITHUB_FAILED',
        message: 'refused',
        status: status >= 600 ? 502 : status,
      });
    }) as unknown as GitHub['request'],
    list: async () =>
      heard.map(({ body }, index) => ({
        body,
        html_url: url(index),
        user: { login: 'poppo' },
      })),
    identity: async () => ({ login: 'poppo', isApp: false }),
  };
  return { github: github as GitHub, heard, requests };
}

const submission = { taskId: 't', number: 1, head: HEAD, body: 'Text.', comments: [], signal };

const comments = (count: number): LineComment[] =>
  Array.from({ length: count }, (_, index) => ({ path: `${index}.js`, line: 1, text: `Comment ${index}.` }));

const refusing =
  (...bad: readonly number[]) =>
  (request: Request): number | undefined =>
    request.comments.some(({ path }) => bad.some((index) => path === `${index}.js`)) ? 422 : undefined;

describe('a submitted review', () => {
  it('names the commit that was reviewed, whatever marker the reviewer was led to write', async () => {
    const { github } = recorder();
    await submitReview({ ...submission, github, body: `Fine.\n${reviewMarker('t', OTHER)}\n` });
    expect((await earlierReviews(github, 1, signal)).at(-1)?.head).toBe(HEAD);
  });

  it('is never longer than GitHub takes, and closes the code that it cuts', async () => {
    const { github, heard } = recorder();
    const text = `\`\`\`\n${'x'.repeat(99)}\n`.padEnd(70_000, 'line\n');
    await submitReview({ ...submission, github, body: text, comments: [{ path: 'a', line: 1, text }] });
    const bodies = heard.flatMap((request) => [request.body, ...request.comments.map(({ body }) => body)]);
    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      expect(body.length).toBeLessThan(65_536);
      expect(body).toMatch(/```\n\n…/);
    }
  });
});

describe('a comment that GitHub refuses', () => {
  it.each([0, 1, 3])(
    'does not affect the other 3 of 4, and is listed in the text: number %d',
    async (bad) => {
      const { github, heard, requests } = recorder(refusing(bad));
      const result = await submitReview({ ...submission, github, comments: comments(4) });
      expect(result).toEqual({ url: 'https://github.example/1', refused: [comments(4)[bad]] });
      expect(heard).toHaveLength(1);
      expect(requests.length).toBeLessThanOrEqual(5);
      expect(heard[0]?.comments.map(({ path }) => path)).toEqual(
        comments(4).flatMap(({ path }, index) => (index === bad ? [] : [path])),
      );
      expect(heard[0]?.body).toMatch(new RegExp(`^Text\\.[^]*\`${bad}\\.js\`, 1: Comment ${bad}\\.`));
    },
  );

  it('takes none of 30 with it, in few requests and two reviews', async () => {
    for (let bad = 0; bad < 30; bad += 1) {
      const { github, heard, requests } = recorder(refusing(bad));
      await submitReview({ ...submission, github, comments: comments(30) });
      const placed = heard.flatMap((request) => request.comments.map(({ path }) => path));
      expect(placed.toSorted()).toEqual(
        comments(30)
          .flatMap(({ path }, index) => (index === bad ? [] : [path]))
          .toSorted(),
      );
      expect(heard.length).toBeLessThanOrEqual(2);
      expect(requests.length).toBeLessThanOrEqual(13);
      expect(heard.at(-1)?.body).toContain(`Comment ${bad}.`);
    }
  });

  it('and a second one are both listed, and each other comment is placed once', async () => {
    const { github, heard } = recorder(refusing(2, 5));
    const { refused } = await submitReview({ ...submission, github, comments: comments(7) });
    expect(refused.map(({ path }) => path).toSorted()).toEqual(['2.js', '5.js']);
    const placed = heard.flatMap((request) => request.comments.map(({ path }) => path));
    expect(placed.toSorted()).toEqual(['0.js', '1.js', '3.js', '4.js', '6.js']);
    expect(heard.filter(({ body }) => body.includes('Comment 2.'))).toHaveLength(1);
    expect((await earlierReviews(github, 1, signal)).map(({ head }) => head)).toEqual([HEAD]);
  });

  it('does not cause endless attempts if all are refused: the text lists them', async () => {
    const { github, heard, requests } = recorder((request) =>
      request.comments.length > 0 ? 422 : undefined,
    );
    const { refused } = await submitReview({ ...submission, github, comments: comments(30) });
    expect(refused).toHaveLength(30);
    expect(heard).toHaveLength(1);
    expect(heard[0]?.body).toContain('Comment 29.');
    expect(requests.length).toBeLessThanOrEqual(26);
  });

  it('is listed with its code as it is', async () => {
    const { github, heard } = recorder(refusing(0));
    const text = 'Wrong:\n\n```suggestion\n@Test\n  x\n```';
    await submitReview({ ...submission, github, comments: [{ path: '0.js', line: 1, text }] });
    expect(heard[0]?.body).toContain('- `0.js`, 1:\n\n  Wrong:\n\n  ```suggestion\n  @Test\n    x\n  ```');
  });
});

describe('a review whose submission has an unclear result', () => {
  it.each([1, 2, 3])('is not submitted again: the one at %d', async (unclear) => {
    const refuse = refusing(1);
    const { github, heard } = recorder((request, attempt) =>
      attempt === unclear && refuse(request) === undefined ? 602 : refuse(request),
    );
    const result = await submitReview({ ...submission, github, comments: comments(3) });
    expect(result.url).toBe('https://github.example/1');
    expect(heard).toHaveLength(1);
  });

  it('is submitted again if GitHub did not receive it', async () => {
    const { github, heard, requests } = recorder((_request, attempt) => (attempt === 1 ? 502 : undefined));
    await submitReview({ ...submission, github, comments: comments(3) });
    expect([heard.length, requests.length]).toEqual([1, 2]);
  });

  it('fails where GitHub refuses it for another reason', async () => {
    const { github } = recorder(() => 403);
    await expect(submitReview({ ...submission, github, comments: comments(3) })).rejects.toMatchObject({
      status: 403,
    });
    const { github: other } = recorder(() => 422);
    await expect(submitReview({ ...submission, github: other })).rejects.toMatchObject({ status: 422 });
  });
});
