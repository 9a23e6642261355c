import 'reflect-metadata';
import { container, type DependencyContainer } from 'tsyringe';

/** Creates an instance; gets the container it is created in. */
export type Factory<T> = (container: Container) => T;

type Disposer = () => void | Promise<void>;

/**
 * A scope's instances: each made once, on first use, and disposed in reverse order of creation.
 * Its own `dispose` passes over what a factory made, so the order is kept here.
 */
export class Container {
  readonly #inner: DependencyContainer;
  readonly #disposers: Disposer[] = [];
  readonly #instances = new Map<string, unknown>();

  constructor(parent?: Container) {
    this.#inner = (parent === undefined ? container : parent.#inner).createChildContainer();
  }

  /** The instance registered in this very container, made by `factory` when there is none yet. */
  resolve<T>(id: string, factory: Factory<T>, dispose?: (instance: T) => void | Promise<void>): T {
    if (this.#instances.has(id)) return this.#instances.get(id) as T;
    if (!this.#inner.isRegistered(id)) this.#inner.register<T>(id, { useFactory: () => factory(this) });
    const instance = this.#inner.resolve<T>(id);
    this.#instances.set(id, instance);
    if (dispose !== undefined) this.#disposers.push(() => dispose(instance));
    return instance;
  }

  /** Disposes what was made, the newest first; every disposer runs. Returns what they threw. */
  async dispose(): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (const disposer of this.#disposers.splice(0).toReversed()) {
      try {
        await disposer();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#instances.clear();
    return failures;
  }
}
