import { z } from 'zod';

/** What a receiver is notified of: results by their state, and what needs a person. */
export type Occasion = (typeof OCCASIONS)[number];

/** Who is notified, and of what. */
export interface NotifyConfiguration {
  readonly on: readonly Occasion[];
  readonly webhook: { readonly url: string };
}

const OCCASIONS = ['succeeded', 'failed', 'cancelled', 'expired', 'needs-you'] as const;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Schema of the receivers of notifications. */
export const notifySchema: z.ZodType<NotifyConfiguration> = z.strictObject({
  on: z
    .array(z.enum(OCCASIONS))
    .min(1)
    .default(['failed', 'needs-you'])
    .describe('Results by state, and "needs-you" for what waits for a person.'),
  webhook: z.strictObject({
    url: z
      .url()
      .refine(hasNoCredentials, 'must have no user name or password; a secret goes into its path or query')
      .refine(isAllowed, 'must begin with "https://"; plain "http://" is only for addresses of this machine')
      .describe('Receives one POST with JSON for each task and occasion.'),
  }),
});

function isAllowed(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** `fetch` refuses URLs that have some. */
function hasNoCredentials(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
