import type { TaskError } from './task-error.ts';

/** How an error of a class is made again from its JSON. */
export interface ErrorClass {
  /** Returns an error of the class with this message; its fields are filled in afterwards. */
  readonly create: (message: string) => TaskError;
  /** What the fields of the class must be; a field of another type is left out, so that the declared types hold. */
  readonly fields: Readonly<Record<string, (value: unknown) => boolean>>;
}

const classes = new Map<string, ErrorClass>();

/**
 * Registers the class of errors that are deserialized where they crossed a process boundary. Where the class is not registered, they are plain
 * `TaskError`s with the same name and fields.
 */
export function registerErrorClass(name: string, errorClass: ErrorClass): void {
  classes.set(name, errorClass);
}

/** Returns what was registered for the name of an error's class. */
export function errorClassOf(name: string): ErrorClass | undefined {
  return classes.get(name);
}
