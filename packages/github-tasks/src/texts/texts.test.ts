import { TaskError } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { explainFailure } from './explain-failure.ts';
import { footer } from './footer.ts';
import { languageName } from './language-name.ts';
import { textsFor } from './texts.ts';

describe('the texts of replies', () => {
  it('are English unless there are some of the language', () => {
    expect(textsFor('ja-JP').opened(3)).toContain('プルリクエスト #3');
    expect(textsFor('fr').opened(3)).toBe('I opened pull request #3.');
    expect(textsFor(undefined)).toBe(textsFor('en'));
  });

  it('end with cost and duration', () => {
    expect(footer({ costUsd: 0.1234 }, 65_400)).toContain('PoppoBuilder · $0.12 USD · 1 min 5 s');
    expect(footer({ costUsd: 0.0021 }, 900)).toContain('$0.0021 USD · 1 s');
    expect(footer({ costUsd: 0 }, 7_260_000)).toContain('$0.00 USD · 2 h 1 min');
  });

  it('name a language by its tag', () => {
    expect(languageName('ja')).toBe('Japanese (ja)');
    expect(languageName()).toBe('English (en)');
    expect(languageName('Klingon!')).toBe('Klingon!');
  });

  it('explain a failure in its first line, without markup, and say when a retry may help', () => {
    const error = new TaskError({ code: 'GIT_FAILED', message: 'It <b>failed.\nstack', retryable: true });
    expect(explainFailure(error, textsFor('en'))).toBe(
      'Sorry, I could not finish this. It may succeed if it is run again.\n\n> It bfailed.\n\n`GIT_FAILED`',
    );
    const message = 'git failed in /var/lib/poppo/git: see https://example.com/a/b or C:\\Users\\me\\x.txt.';
    expect(explainFailure(new TaskError({ code: 'GIT_FAILED', message }), textsFor('en'))).toContain(
      '> git failed in …/git: see https://example.com/a/b or …/x.txt.',
    );
    expect(explainFailure(new Error('secret'), textsFor('en'))).toBe('Sorry, I could not finish this.');
  });
});
