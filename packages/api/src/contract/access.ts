import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf } from './list.ts';
import { time } from './time.ts';
import { noInput } from './no-input.ts';

const role = z.enum(['viewer', 'operator']).describe('A viewer reads; an operator may do everything.');
const name = z.string().regex(/^[\w.-]{1,63}$/, 'must be 1 to 63 letters, digits, ".", "_" or "-"');

/** A token of the API; the token itself is shown once. */
const tokenSchema = z.object({ name, role, createdAt: time }).meta({ id: 'Token' });

/** A browser that is signed in. */
const sessionSchema = z
  .object({ id: z.string(), role, createdAt: time, expiresAt: time, isCurrent: z.boolean() })
  .meta({ id: 'Session' });

/** The routes of tokens and of signing in. */
export const access = {
  listTokens: oc
    .route({ method: 'GET', path: '/tokens', summary: 'Lists tokens.' })
    .input(noInput)
    .output(listOf(tokenSchema)),
  createToken: oc
    .route({ method: 'POST', path: '/tokens', summary: 'Creates a token.', successStatus: 201 })
    .input(z.strictObject({ name, role }))
    .output(z.object({ name, role, token: z.string() })),
  revokeToken: oc
    .route({ method: 'DELETE', path: '/tokens/{name}', summary: 'Revokes a token.' })
    .input(z.strictObject({ name: z.string() }))
    .output(z.object({ name: z.string() })),
  createSignInLink: oc
    .route({
      method: 'POST',
      path: '/sign-in-links',
      summary: 'Creates a link that signs a browser in, once.',
      successStatus: 201,
    })
    .input(z.strictObject({ role: role.default('operator') }).optional())
    .output(z.object({ url: z.url(), expiresAt: time })),
  session: oc
    .route({ method: 'GET', path: '/session', summary: 'Returns who sends the request.' })
    .input(noInput)
    .output(z.object({ role, name: z.string() })),
  signOut: oc
    .route({ method: 'DELETE', path: '/session', summary: 'Ends the session that sends the request.' })
    .output(z.object({ name: z.string() })),
  listSessions: oc
    .route({ method: 'GET', path: '/sessions', summary: 'Lists the browsers that are signed in.' })
    .input(noInput)
    .output(listOf(sessionSchema)),
  revokeSession: oc
    .route({ method: 'DELETE', path: '/sessions/{id}', summary: 'Signs a browser out.' })
    .input(z.strictObject({ id: z.string() }))
    .output(z.object({ id: z.string() })),
};
