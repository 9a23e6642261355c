import { describe, expect, it } from 'vitest';
import { isSecretName } from './secret-names.ts';

describe('a name', () => {
  it.each([
    ...['API_TOKEN', 'api_token', 'apiToken', 'X-Api-Key', 'APIKEY', 'toKen', 'PassWord', 'dbPassword'],
    ...['DB_PASS', 'dbPass', 'userPwd', 'MYSQL_PWD', 'GH_PAT', 'BASIC_AUTH', 'auth', 'authorization'],
    ...['X_PRIVATE_KEY', 'AWS_ACCESS_KEY_ID', 'client_secret', 'secrets', 'access_token', 'passphrase'],
    ...['X-Amz-Signature', 'X-Amz-Security-Token', 'X-Goog-Signature', 'TOKENIZER_API_TOKEN', 'FILE_TOKEN'],
    ...['TOKEN_URL', 'PWD_OF_ADMIN'],
  ])('%s says that its value is secret', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    ...['PWD', 'OLDPWD', 'pwd', 'SSH_AUTH_SOCK', 'TOKENIZERS_PARALLELISM', 'TOKENIZERS_TOKEN', 'tokenizer'],
    ...['TOKEN_FILE', 'token_file', 'Token_File', 'tokenFile', 'token-file', 'apiKeyPath', 'SECRETS_DIR'],
    ...['CLAUDE_CODE_API_KEY_HELPER_TTL_MS', 'secretTtlMs', 'PASSWORD_TTL', 'AUTH_TIMEOUT', 'authTimeoutMs'],
    ...['PASSWORD_LENGTH', 'TOKEN_COUNT', 'tokenLimit', 'TOKEN_TYPE', 'AUTH_METHOD', 'AUTH_MODE'],
    ...['authStatus', 'API_KEY_HEADER', 'AUTH_ENABLED', 'MAX_TOKENS', 'CLAUDE_CODE_MAX_OUTPUT_TOKENS'],
    ...['maxTokens', 'author', 'path', 'passed', 'compat', 'signature', 'keyboard', ''],
  ])('%s does not', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});
