import {
  createServiceToken,
  defineService,
  Masker,
  type ServiceToken,
  TaskContext,
} from '@poppobuilder/core';
import {
  anyObject,
  type ArgumentTable,
  parseArgument,
  withCheckedArguments,
} from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from '@poppobuilder/github/arguments';
import { z } from 'zod';
import type { Fake, MethodCall } from './fake.ts';

/** A comment as the service `Replies` has it. */
export interface FakeComment {
  readonly body: string;
  /** @defaultValue 'octocat' */
  readonly author?: string;
  readonly [field: string]: unknown;
}

/** The service as its callers know it; the package itself is not needed. */
interface Replies {
  comments(number: number, options?: object): Promise<readonly object[]>;
  open(number: number, text: string): Promise<Reply>;
  find(number: number): Promise<Reply | undefined>;
}

interface Reply {
  readonly id: number;
  readonly url: string;
  readonly done: Readonly<Record<string, string>> | undefined;
  update(text: string, options?: { readonly done?: Readonly<Record<string, string>> }): Promise<void>;
}

const Replies: ServiceToken<Replies> = createServiceToken<Replies>({
  id: '@poppobuilder/github/Replies',
  scope: 'task',
});

const commentsByNumber = z.record(z.string(), z.array(anyObject));

/**
 * Creates the replies of a task, which keep what is written to them, and the comments of other people by the number of the
 * issue. Calls are `comments`, `open`, `find` and `update`; texts are masked as the real ones are. Throws `INVALID_TASK`.
 */
export function fakeReplies(
  comments: Readonly<Record<number, readonly FakeComment[]>> = {},
): Fake<MethodCall> {
  parseArgument(commentsByNumber, comments, { of: 'fakeReplies()', name: 'comments' });
  const calls: MethodCall[] = [];
  const record = (method: string, ...args: unknown[]): void => void calls.push({ method, args });
  const service = defineService({
    token: Replies,
    services: { masker: Masker, context: TaskContext },
    secrets: ['github'],
    create({ masker, context }) {
      const replies = new Map<number, Reply>();
      const create = (number: number): Reply => {
        let done: Reply['done'];
        return {
          id: number * 1_000,
          url: `https://github.com/acme/shop/issues/${number}#issuecomment-${number * 1_000}`,
          get done() {
            return done;
          },
          async update(text, options = {}) {
            record('update', masker.text(text), options);
            done = options.done;
          },
        };
      };
      const fake: Replies = {
        async comments(number, options) {
          record('comments', number, ...(options === undefined ? [] : [options]));
          return (comments[number] ?? []).map((comment, index) => ({
            ...commentAt(number, index),
            ...comment,
          }));
        },
        async open(number, text) {
          context.signal.throwIfAborted();
          record('open', number, masker.text(text));
          const reply = replies.get(number) ?? create(number);
          replies.set(number, reply);
          return reply;
        },
        async find(number) {
          record('find', number);
          return replies.get(number);
        },
      };
      return withCheckedArguments(fake, ARGUMENTS.replies as ArgumentTable<Replies>);
    },
  });
  return { service, calls };
}

const commentAt = (number: number, index: number): object => ({
  id: number * 100 + index,
  url: `https://github.com/acme/shop/issues/${number}#issuecomment-${number * 100 + index}`,
  author: 'octocat',
  authorType: 'User',
  association: 'MEMBER',
  createdAt: '2026-01-01T00:00:00Z',
});
