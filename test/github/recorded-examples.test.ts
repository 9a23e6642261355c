import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createMasker, type ProjectContext } from '@poppobuilder/core';
import { asProjectConfig } from '@poppobuilder/core/runner-kit';
import { delimitUntrusted, type Author, Authors, GitHub } from '@poppobuilder/github';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const require = createRequire(import.meta.url);
const user = z.object({ login: z.string(), type: z.string() }).nullable();
const written = z.object({
  user,
  author_association: z.string(),
  body: z.string().nullable(),
  html_url: z.string(),
});
const issue = written.extend({ number: z.int(), title: z.string(), state: z.string().optional() });
// Some payloads, such as that of a transfer, have an issue without state and labels.
const labelled = issue.extend({ labels: z.array(z.object({ name: z.string() })).optional() });
const branch = z.object({ ref: z.string(), sha: z.string() });
const payloads = {
  issues: z.object({ action: z.string(), issue: labelled, sender: user }),
  issue_comment: z.object({ action: z.string(), issue: labelled, comment: written.extend({ id: z.int() }) }),
  pull_request: z.object({
    action: z.string(),
    pull_request: issue.extend({ head: branch, base: branch, merged: z.boolean() }),
  }),
};

const eventsSchema = z.array(z.object({ name: z.string(), examples: z.array(z.unknown()) }));
const events = eventsSchema.parse(require('@octokit/webhooks-examples'));
const examplesOf = (name: string): unknown[] => events.find((event) => event.name === name)?.examples ?? [];

const recordingSchema = z.array(
  z.object({
    method: z.string(),
    path: z.string(),
    status: z.int(),
    response: z.unknown(),
    headers: z.looseObject({ link: z.string().optional() }),
  }),
);

/** Answers as GitHub once did, in whatever order it is asked. */
function recording(...scenarios: string[]): Server {
  const folder = join(dirname(require.resolve('@octokit/fixtures')), 'scenarios/api.github.com');
  const answers = scenarios.flatMap((scenario) =>
    recordingSchema.parse(
      JSON.parse(readFileSync(join(folder, scenario, 'normalized-fixture.json'), 'utf8')),
    ),
  );
  return createServer((request, response) => {
    const answer = answers.find(
      ({ method, path }) => path === request.url && method === request.method?.toLowerCase(),
    );
    const link = answer?.headers.link?.replaceAll('https://api.github.com', `http://${request.headers.host}`);
    response.writeHead(answer?.status ?? 404, {
      'content-type': 'application/json; charset=utf-8',
      ...(link === undefined ? {} : { link }),
    });
    response.end(JSON.stringify(answer?.response ?? { message: 'Not Found' }));
  });
}

const server = recording('paginate-issues', 'errors', 'labels', 'get-repository', 'add-labels-to-issue');
let github: GitHub;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  github = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function connect(baseUrl: string): GitHub {
  const project: Pick<ProjectContext, 'config' | 'origin' | 'masker'> = {
    config: asProjectConfig({ github: { baseUrl, owner: 'octokit-fixture-org', repo: 'labels' } }),
    origin: undefined,
    masker: createMasker([]),
  };
  const made = GitHub.defaultFactory?.().create(
    { project },
    { secrets: { github: 'a-token-for-a-recording' } },
  );
  if (made === undefined) throw new Error('the token GitHub has no default');
  return made;
}

describe('a recorded webhook', () => {
  it.each(Object.entries(payloads))(
    '%s parses as what is read of it, and its texts become data',
    (name, schema) => {
      const examples = examplesOf(name);
      expect(examples.length).toBeGreaterThan(8);
      for (const example of examples) {
        const payload = schema.parse(example);
        for (const part of [Reflect.get(payload, 'issue'), Reflect.get(payload, 'pull_request')]) {
          if (part === undefined) continue;
          const { title, body, number } = issue.parse(part);
          const block = delimitUntrusted('issue', `${title}\n\n${body ?? ''}`, { attributes: { number } });
          expect(block.startsWith(`<issue number="${number}">\n`)).toBe(true);
          expect(block.endsWith('\n</issue>')).toBe(true);
        }
      }
    },
  );

  it('has an author whose permission can be checked', async () => {
    const warnings: string[] = [];
    const services = {
      github,
      context: { signal: new AbortController().signal },
      project: { config: asProjectConfig({ authors: { allow: ['Codertocat'] } }) },
      logger: { warn: (_: unknown, message: string) => void warnings.push(message) },
    };
    const authors = Authors.defaultFactory?.().create(services, { secrets: {} });
    for (const example of examplesOf('issue_comment')) {
      const { comment } = payloads.issue_comment.parse(example);
      const author: Author = {
        login: comment.user?.login,
        type: comment.user?.type,
        association: comment.author_association,
      };
      const verdict = await authors?.judge(author);
      expect(verdict?.isPermitted).toBe(author.login === 'Codertocat');
    }
  });
});

describe('a recorded answer', () => {
  it('with several pages is read completely', async () => {
    const list = { repo: 'paginate-issues', per_page: 3 };
    const issues = await github.list('GET /repos/{owner}/{repo}/issues', list);
    expect(issues.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 1),
    );
  });

  it("with an error is reported with GitHub's message", async () => {
    const label = { repo: 'errors', name: 'foo', color: 'invalid' };
    await expect(github.request('POST /repos/{owner}/{repo}/labels', label)).rejects.toMatchObject({
      code: 'GITHUB_FAILED',
      status: 422,
      message: expect.stringContaining('Validation Failed'),
    });
  });

  it('of a repository and of labels is parsed', async () => {
    await expect(github.request('GET /repos/{owner}/{repo}', { repo: 'hello-world' })).resolves.toMatchObject(
      {
        default_branch: expect.any(String),
      },
    );
    const labels = await github.request('GET /repos/{owner}/{repo}/labels', {});
    expect(labels.every(({ name }) => typeof name === 'string')).toBe(true);
    const added = await github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
      repo: 'add-labels-to-issue',
      issue_number: 1,
      labels: ['Foo'],
    });
    expect(added.length).toBeGreaterThan(0);
  });
});
