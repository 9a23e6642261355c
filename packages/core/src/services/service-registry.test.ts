import { beforeEach, describe, expect, it } from 'vitest';
import type { AnyServiceDefinition } from '../plugin/define-plugin.ts';
import { defineService } from './define-service.ts';
import { ServiceRegistry } from './service-registry.ts';
import {
  createServiceToken,
  type ServiceScope,
  type ServiceToken,
  type ServiceTokens,
} from './service-token.ts';

const token = (name: string, scope: ServiceScope, component?: string): ServiceToken<string> =>
  createServiceToken<string>({
    id: `@acme/${name}`,
    scope,
    ...(component === undefined ? {} : { component }),
  });

const define = (of: ServiceToken<string>, services: ServiceTokens = {}): AnyServiceDefinition =>
  defineService<string, ServiceTokens>({ token: of, services, create: () => of.id });

const Config = token('Config', 'project', 'config');
const State = token('State', 'project', 'state');

let registry: ServiceRegistry;
beforeEach(() => {
  registry = new ServiceRegistry({ provided: [Config], defaults: [State] });
});

describe('a component name', () => {
  it.each(['config', 'state'])('%s is not taken by the token of a plugin', (component) => {
    const thief = token('Thief', 'task', component);
    expect(registry.add({ definition: define(thief), plugin: 'thief' })).toEqual([
      expect.stringContaining(
        `service @acme/Thief takes the component name "${component}", which belongs to`,
      ),
    ]);
    expect(registry.components.get(component)?.id).not.toBe('@acme/Thief');
    expect(registry.find(thief)).toBeUndefined();
  });

  it('is not taken by a token that has a default of its own', () => {
    const thief = createServiceToken<string>({
      id: '@acme/Thief',
      scope: 'task',
      component: 'config',
      defaultFactory: (self) => defineService({ token: self, create: () => 'stolen' }),
    });
    expect(registry.check({ thief }, 'the handler "steal"')).toEqual([
      'service @acme/Thief takes the component name "config", which belongs to @acme/Config',
    ]);
    expect(registry.components.get('config')).toBe(Config);
  });

  it('stays with its token when the app provides the service', () => {
    expect(registry.add({ definition: define(State) })).toEqual([]);
    expect(registry.components.get('state')?.id).toBe(State.id);
  });
});

describe('services that no handler asks for', () => {
  it('are checked like the others', () => {
    const [wide, narrow] = [token('Wide', 'root'), token('Narrow', 'task')];
    registry.add({ definition: define(wide, { narrow }), plugin: 'one' });
    registry.add({ definition: define(narrow, { none: token('None', 'root') }), plugin: 'one' });
    expect(registry.checkAll()).toEqual([
      'service @acme/Wide lives longer (root) than @acme/Narrow (task), which it needs',
      'service @acme/Narrow needs the service @acme/None, which nothing provides',
    ]);
  });

  it('are reported once, also when a handler asks for them', () => {
    const [first, second] = [token('First', 'task'), token('Second', 'task')];
    registry.add({ definition: define(first, { second }), plugin: 'one' });
    registry.add({ definition: define(second, { first }), plugin: 'one' });
    expect(registry.check({ first }, 'the handler "use"')).toEqual([
      'services depend on each other in a cycle: First -> Second -> First',
    ]);
    expect(registry.checkAll()).toEqual([]);
  });
});
