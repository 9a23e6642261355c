import { createContext, useContext } from 'react';
import type { Session } from '../api/types.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

/** Whether the person may act; a viewer only looks. */
export function useIsOperator(): boolean {
  return useContext(SessionContext)?.role === 'operator';
}
