import type { BaseTask } from '@poppobuilder/core';

/** A task to submit. Without an `id`, the engine creates one. */
export type NewTask = Omit<BaseTask, 'id'> & { readonly id?: string | undefined } & Record<string, unknown>;
