import 'reflect-metadata';
import { container, type DependencyContainer } from 'tsyringe';

/** Creates a container that shares nothing with others. With `container.ts`, all that knows tsyringe. */
export const createRootContainer = (): DependencyContainer => container.createChildContainer();
