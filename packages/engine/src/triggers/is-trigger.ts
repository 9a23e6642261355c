import { TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';

/** Whether tasks of this type are the events of a trigger. */
export const isTrigger = (type: string): boolean => type.startsWith(TRIGGER_PREFIX);
