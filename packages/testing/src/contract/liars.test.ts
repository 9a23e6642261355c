import type { AnyServiceDefinition, Plugin } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { fakeGitHub } from '../fakes/fake-github.ts';
import { TestCollector } from '../fixtures/collect-tests.ts';
import { describePluginContract } from './describe-plugin-contract.ts';

/** Each lie, with the tests that find it and what their messages name. */
type Lie = readonly [liar: string, titles: readonly string[], message: RegExp, needsModule?: boolean];

const LIES: readonly Lie[] = [
  ['undeclared-files', ['permission'], /permission.*files: 'project'/, true],
  ['hidden-files', ['permission'], /permission.*files: 'project', because it changes report.txt/],
  ['undeclared-command', ['permission'], /permission.*commands/],
  ['sync-command', ['permission'], /permission.*commands \(/],
  ['undeclared-network', ['permission'], /permission.*network, which its service "github" needs/],
  ['excessive-permission', ['permission'], /permission.*commands: true.*files: 'project'/, true],
  ['secret-in-result', ['secret'], /what it returns holds a secret/],
  ['secret-in-log', ['secret'], /what it logs holds a secret in another form/],
  ['secret-on-stdout', ['secret'], /what it prints holds a secret/],
  ['secret-in-error', ['succeeds', 'secret'], /the error that it throws holds a secret/],
  ['secret-in-file', ['secret'], /the file .npmrc, .* holds a secret/],
  ['left-process', ['process'], /process.*sleep 300/],
  ['left-handle', ['open'], /handle open.*a server/],
  ['ignored-cancel', ['cancel', 'timeout'], /cancel/],
  ['ignored-timeout', ['timeout'], /timeout/],
  ['other-shape', ['succeeds', 'output'], /output/],
  ['idempotent-in-name', ['idempotent'], /idempotent.*history.txt/],
  ['idempotent-folders', ['idempotent'], /idempotent.*run-/],
  ['load-time-work', ['load'], /load.*FileSystemWrite/, true],
  ['unknown-fields', ['schema'], /unknown fields/],
  ['uncoded-error', ['error'], /error without a code: git does not work/],
];

describe.each(LIES.map((lie) => ({ lie, liar: lie[0] })))('the liar $liar', ({ lie }) => {
  it('is found by name', async () => {
    const [liar, titles, message, needsModule = false] = lie;
    const url = new URL(`../fixtures/liars/${liar}.ts`, import.meta.url);
    const { default: plugin } = (await import(url.href)) as { readonly default: Plugin };
    const collector = new TestCollector();
    describePluginContract(plugin, {
      describe: collector.describe,
      it: collector.it,
      examples: [{ task: { type: 'probe' }, secrets: secretsOf(plugin), services: fakesFor(liar) }],
      ...(needsModule ? { module: url } : {}),
    });
    const failed = await collector.run();
    expect(failed.map(({ title }) => title.split(':', 1)[0])).toEqual(titles);
    expect(failed.map(({ message: shown }) => shown).join('\n')).toMatch(message);
  });
});

const fakesFor = (liar: string): AnyServiceDefinition[] =>
  liar === 'undeclared-network' ? [fakeGitHub({ 'GET /user': {} }).service] : [];

const secretsOf = ({ handlers: [handler] }: Plugin): Record<string, string> =>
  Object.fromEntries((handler?.permissions.secrets ?? []).map((name) => [name, 'tok_7Jx2pQ9vLm4Rz8']));
