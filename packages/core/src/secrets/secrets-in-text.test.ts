import { describe, expect, it } from 'vitest';
import { secretsInText } from './secrets-in-text.ts';

describe('the secrets in a text', () => {
  it.each([
    ['http://user:password@proxy:1', ['password']],
    ['postgresql+asyncpg://user:password@host/db', ['password']],
    ['redis://:password@host', ['password']],
    ['mongodb+srv://user:password@one:1,two:2/db', ['password']],
    ['amqp://user:password@host/%2f', ['password']],
    ['https://user:pass%2Fword@host', ['pass%2Fword', 'pass/word']],
    ['https://user:pass|w@rd@host', ['pass|w@rd']],
    ['https://user:a:b@host', ['a:b']],
    ['https://user:100%@host', ['100%']],
    ['https://ghp_token@host', ['ghp_token']],
    ['https://ghp_token:@host', ['ghp_token']],
    ['https://0123456789abcdef0123@host', ['0123456789abcdef0123']],
    ['https://hub_pat_x:x-oauth-basic@host', ['x-oauth-basic', 'hub_pat_x']],
    [`postgres://u:it's"odd"@host`, [`it's"odd"`]],
    ['--url=postgres://u:hunter2hunter2@db/x', ['hunter2hunter2']],
    ['psql postgres://u:hunter2hunter2@db/x -c "select 1"', ['hunter2hunter2']],
    ['{"url":"postgres://u:hunter2hunter2@db"},"me@host"', ['hunter2hunter2']],
    ['redis://:first@a and <amqp://u:second@b>', ['first', 'second']],
    ['jdbc:postgresql://h/x?back=redis://:inner@c', ['inner']],
  ])('such as %s are found as they stand there and decoded', (text, secrets) => {
    expect(secretsInText(text)).toEqual(secrets);
  });

  it.each([
    ['https://h.example/x?access_token=abcdefgh12345', ['abcdefgh12345']],
    ['https://h/x?page=2&api_key=a%2Bb&sort=name', ['a%2Bb', 'a+b']],
    ['see (https://h/cb#access_token=abcdefgh&token_type=bearer).', ['abcdefgh']],
    ['https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=0123abcd', ['0123abcd']],
    ['jdbc:sqlserver://h:1433;user=sa;password=hunter2hunter2', ['hunter2hunter2']],
    ['curl -H "Authorization: Bearer abc123def456" https://h', ['abc123def456']],
    [`{'proxy-authorization': 'Basic dXNlcjpwYXNz'}`, ['dXNlcjpwYXNz']],
  ])('such as %s are found by the name of the parameter or header', (text, secrets) => {
    expect(secretsInText(text)).toEqual(secrets);
  });

  it.each([
    '',
    'password',
    'user:password@host',
    'git@host:a/b.git',
    'https://host:8443/a:b@2x.png?page=2',
    'https://host/path:x@y',
    'https://git@host',
    'ssh://a-person-with-a-long-name@host',
    'docker://alpine:3.20@sha256:0123456789abcdef',
    'https://h/?page=2&token_type=bearer&tokenFile=/a/b#part',
    'https://h/?token',
    'psql postgres://u:$PGPASSWORD@db/x',
    'psql postgres://u:${PGPASSWORD:-x}@db/x',
    'https://user:***@host/x',
    'Authorization: Bearer $TOKEN',
    'Authorization: Bearer YOUR_TOKEN',
    'the authorization: token of the user',
    `https://user:${'x'.repeat(8 * 1024)}@host`,
  ])('are none in %.40s', (text) => {
    expect(secretsInText(text)).toEqual([]);
  });

  it.each(['a://', 'https://ghp_x:', 'https://', 'https://h/?token=', 'authorization:'])(
    'are found in linear time in what begins with %s',
    (start) => {
      for (const text of [':', '@', '%', '0a', '://', 'a://u:p@', '&token=', ' ', 'authorization: ', '=)']) {
        expect(secretsInText(start + text.repeat(200_000)).length).toBeLessThan(10);
      }
    },
  );
});
