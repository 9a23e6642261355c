import { describe, expect, it } from 'vitest';
import { secretsInArguments } from './secrets-in-arguments.ts';

describe('the secrets in a list of arguments', () => {
  it.each([
    [['--password=hunter2hunter2'], [[0, 'hunter2hunter2']]],
    [['--db-password', 'hunter2hunter2'], [[1, 'hunter2hunter2']]],
    [['login', '--token', 'abcdefgh'], [[2, 'abcdefgh']]],
    [['-e', 'NPM_TOKEN=abcdefgh'], [[1, 'abcdefgh']]],
    [['-Djavax.net.ssl.keyStorePassword=abcdefgh'], [[0, 'abcdefgh']]],
    [['--client-secret=a=b=c=d=e'], [[0, 'a=b=c=d=e']]],
  ])('%j are those that an option hands over', (list, secrets) => {
    expect(secretsInArguments(list)).toEqual(secrets);
  });

  it.each([
    [['login', '--password-stdin', 'registry.example.org']],
    [['build', '--secret', 'id=npm,src=.npmrc']],
    [['-c', 'credential.helper=osxkeychain']],
    [['--token-file=/run/secrets/token', '--private-key', '/home/a/.ssh/id']],
    [['--token', '--verbose-output']],
    [['--password=short', '--auth-token=required']],
    [['--token=$HUB_TOKEN', 'TOKEN=${OTHER_TOKEN}', '--api-key=@key.txt']],
    [['TOKENIZERS_PARALLELISM=some-value', 'PWD=/srv/website']],
    [[1, null, { a: 1 }, 'plain text']],
  ])('are none in %j', (list) => {
    expect(secretsInArguments(list)).toEqual([]);
  });
});
