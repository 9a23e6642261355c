import { describe, expect, it } from 'vitest';
import { findProjectSecrets } from './project-secrets.ts';

describe('the secrets of a project', () => {
  it('are its own, values under secret names, and what addresses hold', () => {
    const config = {
      agent: { environment: { AGENT_TOKEN: 'of-the-agent' } },
      github: { cloneUrl: 'https://me:clone-password@host/r.git', baseUrl: 'https://me:api-password@host' },
    };
    const secrets = {
      slack: 'own-secret',
      agent: { ANTHROPIC_API_KEY: 'the-key', ANTHROPIC_BASE_URL: 'https://host' },
    };
    const environment = { DB: 'postgres://me:db-password@host', DB_PASSWORD: 'named', PATH: '/bin' };
    const { texts } = findProjectSecrets(secrets, environment, config, 'https://me:origin-password@host/r');
    const named = ['own-secret', 'the-key', 'named', 'of-the-agent'];
    const ofAddresses = ['db-password', 'clone-password', 'api-password', 'origin-password'];
    expect(texts.toSorted()).toEqual([...named, ...ofAddresses].toSorted());
  });

  it('that cannot be masked are told by the name of their variable', () => {
    const environment = { POSTGRES_PASSWORD: 'postgres', DB_PASSWORD: 'hunter2', AUTH_METHOD: 'anonymous' };
    const agent = { CLAUDE_CODE_API_KEY_HELPER_TTL_MS: '86400000', CLAUDE_CODE_MAX_OUTPUT_TOKENS: '32000' };
    expect(findProjectSecrets({ slack: 'short', agent }, environment, {})).toEqual({
      texts: ['short', 'hunter2'],
      unmasked: ['secrets.slack', 'POSTGRES_PASSWORD', 'DB_PASSWORD'],
    });
  });

  it('are both values of a variable that is another one for the agent', () => {
    const config = { agent: { environment: { API_TOKEN: 'of-the-agent' } } };
    const { texts } = findProjectSecrets({}, { API_TOKEN: 'of-commands' }, config);
    expect(texts).toEqual(['of-commands', 'of-the-agent']);
  });
});
