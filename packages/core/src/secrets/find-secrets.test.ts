import { describe, expect, it } from 'vitest';
import { canBeMasked, findSecrets } from './find-secrets.ts';

describe('the secrets in a task', () => {
  it.each([
    ['under a secret name', { options: { env: { API_TOKEN: 'the-secret' } } }, 'options.env.API_TOKEN'],
    ['in a list', { tokens: ['the-secret'] }, 'tokens[0]'],
    ['below a secret name', { secrets: { deploy: { value: 'the-secret' } } }, 'secrets.deploy.value'],
    ['as a header', { headers: { Authorization: 'the-secret' } }, 'headers.Authorization'],
    ['under a short name', { DB_PASS: 'the-secret' }, 'DB_PASS'],
    ['in an address', { DATABASE_URL: 'postgres://user:the-secret@host/db' }, 'DATABASE_URL'],
    ['in a text', { args: ['-c', 'psql postgres://u:the-secret@db/x'] }, 'args[1]'],
    ['in the name of a property', { 'https://u:the-secret@h/': 1 }, '["https://u:the-secret@h/"]'],
    ['in an address in JSON', { data: String.raw`{"url":"https:\/\/u:the-secret@h\/x"}` }, 'data'],
    ['in an address in an address', { url: 'https://h/?next=https%3A%2F%2Fu%3Athe-secret%40h' }, 'url'],
    ['in a parameter', { args: ['https://h/x?access_token=the-secret'] }, 'args[0]'],
    ['in an option', { args: ['--password', 'the-secret'] }, 'args[1]'],
    ['in an address under a harmless name', { TOKEN_FILE: 'https://u:the-secret@h/token' }, 'TOKEN_FILE'],
    [
      'as a value that a schema sets',
      { password: { type: 'string', default: 'the-secret' } },
      'password.default',
    ],
    [
      'in what only resembles a schema',
      { password: { type: 'string', value: 'the-secret' } },
      'password.value',
    ],
    ['in properties that are no schemas', { properties: { password: 'the-secret' } }, 'properties.password'],
    ['in permissions that are none', { permissions: { token: 'the-secret' } }, 'permissions.token'],
  ])('are found %s', (_where, task, place) => {
    expect(findSecrets(task)).toEqual({ texts: ['the-secret'], places: [place], unmasked: [] });
  });

  it.each([
    ['what only sounds alike', { author: 'somebody', passed: 'yes', page: 'https://host/a:b@c' }],
    [
      'variables that hold none',
      {
        PWD: '/srv/website',
        TOKENIZERS_PARALLELISM: 'false',
        AUTH_METHOD: 'anonymous',
        SSH_AUTH_SOCK: '/run/user/1000/keys.sock',
        TOOL_API_KEY_HELPER_TTL_MS: '86400000',
      },
    ],
    ['numbers and switches', { maxTokens: 4096, token: true, secrets: null, usage: { tokens: 12_345_678 } }],
    ['nothing', { API_TOKEN: '', SECRET: ' \n' }],
    ['what is harmless below a secret', { auth: { type: 'certificate', keyFile: '/srv/key.pem' } }],
    [
      'a schema',
      {
        type: 'object',
        properties: { password: { type: 'string', description: 'The password of the user', minLength: 8 } },
        required: ['password'],
        examples: [{ password: 'correct horse battery' }],
      },
    ],
    [
      'a schema under a secret name',
      { tokens: { type: 'array', items: { $ref: '#/definitions/access-token' } } },
    ],
    [
      'inputs of a workflow',
      { secrets: { NPM_TOKEN: { description: 'Token of the registry', required: true } } },
    ],
    [
      'rights in a workflow file',
      { permissions: { secrets: 'write', contents: 'read', 'id-token': 'write' } },
    ],
    ['permissions of a project', { permissions: { network: true, secrets: ['the-tracker'], files: 'read' } }],
  ])('are not %s', (_what, task) => {
    expect(findSecrets(task)).toEqual({ texts: [], places: [], unmasked: [] });
  });

  it('are told apart from common words and short ones, which are not masked', () => {
    const env = { POSTGRES_PASSWORD: 'postgres', DB_PASSWORD: 'hunter2', USE_TOKEN: 'none' };
    expect(findSecrets({ env })).toEqual({
      texts: ['hunter2'],
      places: ['env.DB_PASSWORD'],
      unmasked: ['env.POSTGRES_PASSWORD', 'env.DB_PASSWORD', 'env.USE_TOKEN'],
    });
    expect(findSecrets(['postgres://postgres:postgres@db'])).toMatchObject({ texts: [], unmasked: [] });
  });

  it('can be masked up to a number and a length', () => {
    expect(canBeMasked(Array.from({ length: 100 }, () => 'x'))).toBe(true);
    expect(canBeMasked(Array.from({ length: 101 }, () => 'x'))).toBe(false);
    expect(canBeMasked(['x'.repeat(70_000)])).toBe(false);
  });
});
