import type { Role } from '../access/role.ts';

/** Who sent a request. */
export interface Caller {
  readonly role: Role;
  /** Named as the one who approved, paused and so on. */
  readonly name: string;
  /** Id of the browser's session, if it is one. */
  readonly session?: string | undefined;
  /** Aborts when the token or session is revoked; absent for who needs neither. */
  readonly revoked?: AbortSignal | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes that need a token. */
    caller: Caller | undefined;
  }
}
