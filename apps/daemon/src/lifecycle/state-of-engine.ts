import type { StateBackend } from '@poppobuilder/core';
import type { Engine } from '@poppobuilder/engine';

/** Returns what keeps the state of projects, for a pool that is opened before its engine. */
export function stateOfEngine(opened: Promise<Pick<Engine, 'state'>>): StateBackend {
  const state = async (): Promise<StateBackend> => (await opened).state;
  return {
    read: async (place) => (await state()).read(place),
    write: async (place, text, expected) => (await state()).write(place, text, expected),
    list: async (place, prefix) => (await state()).list(place, prefix),
    readBlob: async (place) => (await state()).readBlob(place),
    writeBlob: async (place, data) => (await state()).writeBlob(place, data),
  };
}
