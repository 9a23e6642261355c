import {
  Logger,
  type LogMethod,
  type Plugin,
  Progress,
  type ProgressFunction,
  type ServiceTokens,
  TaskContext,
} from '@poppobuilder/core';
import { asHandler } from './watch-process.ts';

/** What a plugin gives to its runner, before the runner masks it. */
export interface Statements {
  /** What handlers resolved with. */
  readonly returned: unknown[];
  /** What handlers threw. */
  readonly thrown: unknown[];
  /** What handlers and services logged, with the fields. */
  readonly logged: unknown[];
  /** What they reported as progress. */
  readonly progress: unknown[];
  /** Names of the secrets that they read. */
  readonly secretsRead: Set<string>;
  /** The services that handlers read, by the names under which they have them. */
  readonly servicesUsed: Set<string>;
}

/** Learns when a handler works, and changes what it gets. */
export interface HandlerTap {
  /** Called before the handler is. */
  readonly onCalling?: (() => void) | undefined;
  /** Called when what `handle` returned has settled. */
  readonly onSettled?: (() => void) | undefined;
  /** Returns what the handler gets in place of a service. */
  readonly service?: ((name: string, service: unknown) => unknown) | undefined;
}

/** Returns a plugin that does the same and writes down what it says. */
export function observePlugin(
  plugin: Plugin,
  tap: HandlerTap = {},
): { readonly plugin: Plugin; readonly statements: Statements } {
  const statements: Statements = {
    returned: [],
    thrown: [],
    logged: [],
    progress: [],
    secretsRead: new Set(),
    servicesUsed: new Set(),
  };
  const { onCalling, onSettled, service = (_name: string, instance: unknown): unknown => instance } = tap;
  const observe = <Given, Context extends TaskContext, Services extends object, Result>(
    tokens: ServiceTokens,
    handle: (given: Given, context: Context, services: Services) => Promise<Result>,
  ) => {
    return async (given: Given, context: Context, services: Services): Promise<Result> => {
      const observed = observeServices(services, tokens, statements);
      const tapped = mapProperties(observed, (name, instance) => {
        statements.servicesUsed.add(String(name));
        return service(String(name), instance);
      });
      try {
        onCalling?.();
        const returned = await asHandler(() => handle(given, observeContext(context, statements), tapped));
        statements.returned.push(returned);
        return returned;
      } catch (error) {
        statements.thrown.push(error);
        throw error;
      } finally {
        onSettled?.();
      }
    };
  };
  const handlers: Plugin['handlers'] = plugin.handlers.map((handler) => ({
    ...handler,
    handle: observe(handler.services, handler.handle.bind(handler)),
  }));
  const triggers: Plugin['triggers'] = plugin.triggers.map((trigger) => ({
    ...trigger,
    handle: observe(trigger.services, trigger.handle.bind(trigger)),
  }));
  const services: Plugin['services'] = plugin.services.map((definition) => ({
    ...definition,
    create: (needed, creation) =>
      definition.create(observeServices(needed, definition.services, statements), creation),
  }));
  return { plugin: { ...plugin, handlers, triggers, services }, statements };
}

function observeServices<T extends object>(services: T, tokens: ServiceTokens, statements: Statements): T {
  return mapProperties(services, (name, instance) => {
    const id = tokens[String(name)]?.id ?? '';
    switch (id) {
      case Logger.id:
        return observeLogger(instance as Logger, statements);
      case Progress.id:
        return { report: observeProgress((instance as Progress).report, statements) };
      case TaskContext.id:
        return observeContext(instance as TaskContext, statements);
      default:
        return instance;
    }
  });
}

const observeContext = <Context extends TaskContext>(context: Context, statements: Statements): Context =>
  mapProperties(context, (name, value) => {
    if (name === 'logger') return observeLogger(value as Logger, statements);
    if (name === 'progress') return observeProgress(value as ProgressFunction, statements);
    if (name === 'credentials') {
      return mapProperties(value as TaskContext['credentials'], (secret, text) => {
        statements.secretsRead.add(String(secret));
        return text;
      });
    }
    if (name !== 'components') return value;
    return mapProperties(value as TaskContext['components'], (component, instance) =>
      component === 'logger' ? observeLogger(instance as Logger, statements) : instance,
    );
  });

function observeLogger(logger: Logger, { logged }: Statements): Logger {
  const at = (method: LogMethod): LogMethod =>
    ((...entry: Parameters<LogMethod>) => {
      logged.push(entry);
      method(...entry);
    }) as LogMethod;
  return { debug: at(logger.debug), info: at(logger.info), warn: at(logger.warn), error: at(logger.error) };
}

const observeProgress =
  (report: ProgressFunction, { progress }: Statements): ProgressFunction =>
  (...entry) => {
    progress.push(entry);
    report(...entry);
  };

/** Returns an object that reads as another one, whose properties a function may replace. */
function mapProperties<T extends object>(target: T, map: (name: PropertyKey, value: unknown) => unknown): T {
  // Properties that cannot change would have to be handed on as they are.
  const open = Object.create(target) as T;
  return new Proxy(open, {
    get: (_open, name) => map(name, Reflect.get(target, name, target)),
    has: (_open, name) => Reflect.has(target, name),
    ownKeys: () => Reflect.ownKeys(target),
    getOwnPropertyDescriptor(_open, name) {
      const own = Reflect.getOwnPropertyDescriptor(target, name);
      return (
        own && {
          configurable: true,
          enumerable: own.enumerable ?? false,
          writable: true,
          value: map(name, Reflect.get(target, name, target)),
        }
      );
    },
  });
}
