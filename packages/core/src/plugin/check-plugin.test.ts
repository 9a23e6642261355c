import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkPlugin } from './check-plugin.ts';

const handler = {
  type: 'lint',
  description: 'Lints.',
  input: z.strictObject({}),
  output: z.strictObject({}),
  handle: async () => ({ success: true }),
};

const plugin = (fields: object): object => ({ name: '@acme/plugin', apiVersion: 1, ...fields });

describe('a plugin', () => {
  it.each([
    [{ secrets: 'all' }, 'handlers[0].permissions.secrets: expected array'],
    [{ secrets: 'registry' }, 'handlers[0].permissions.secrets: expected array'],
    [{ files: 'everything' }, 'handlers[0].permissions.files'],
    [{ allSecrets: true }, 'handlers[0].permissions.allSecrets: is not a known field'],
    [null, 'handlers[0].permissions: expected object'],
  ])('does not declare the permissions %j', (permissions, message) => {
    const candidate = plugin({ handlers: [{ ...handler, permissions }] });
    expect(() => checkPlugin(candidate, 'it')).toThrow(message);
  });

  it('names the secrets of a service in an array', () => {
    const token = { id: '@acme/plugin/Client', scope: 'project' };
    const candidate = plugin({ services: [{ token, secrets: 'registry', create: () => ({}) }] });
    expect(() => checkPlugin(candidate, 'it')).toThrow('services[0].secrets: expected array');
  });
});
