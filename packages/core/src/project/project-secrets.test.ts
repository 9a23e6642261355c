import { describe, expect, it } from 'vitest';
import { findProjectSecrets } from './project-secrets.ts';

const none = { secrets: {}, environment: {}, sections: {} };

describe('the secrets of a project', () => {
  it('are its own, values under secret names, and passwords in URLs', () => {
    const sections = {
      tool: { operator: { environment: { TOOL_TOKEN: 'of-the-tool' } } },
      registry: {
        operator: { url: 'https://me:clone-password@host/r.git', api: 'https://me:api-password@host' },
      },
    };
    const secrets = { slack: 'own-secret', tool: { TOOL_API_KEY: 'the-key', TOOL_BASE_URL: 'https://host' } };
    const environment = { DB: 'postgres://me:db-password@host', DB_PASSWORD: 'named', PATH: '/bin' };
    const origin = 'https://me:origin-password@host/r';
    const { texts } = findProjectSecrets({ secrets, environment, sections, origin });
    const named = ['own-secret', 'the-key', 'named', 'of-the-tool'];
    const ofUrls = ['db-password', 'clone-password', 'api-password', 'origin-password'];
    expect(texts.toSorted()).toEqual([...named, ...ofUrls].toSorted());
  });

  it('that cannot be masked are reported by the names of their variables', () => {
    const environment = { POSTGRES_PASSWORD: 'postgres', DB_PASSWORD: 'hunter2', AUTH_METHOD: 'anonymous' };
    const tool = { TOOL_API_KEY_HELPER_TTL_MS: '86400000', TOOL_MAX_OUTPUT_TOKENS: '32000' };
    expect(findProjectSecrets({ ...none, secrets: { slack: 'short', tool }, environment })).toEqual({
      texts: ['short', 'hunter2'],
      unmasked: ['secrets.slack', 'POSTGRES_PASSWORD', 'DB_PASSWORD'],
    });
  });

  it('are both values of a variable that a section sets to another one', () => {
    const sections = { tool: { operator: { environment: { API_TOKEN: 'of-the-tool' } } } };
    const { texts } = findProjectSecrets({ ...none, environment: { API_TOKEN: 'of-commands' }, sections });
    expect(texts).toEqual(['of-commands', 'of-the-tool']);
  });
});
