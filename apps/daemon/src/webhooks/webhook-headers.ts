/** Headers of a request: each name once, in lower case. */
export type WebhookHeaders = Readonly<Record<string, string | undefined>>;

/** Headers that name or authenticate the sender, which no task needs. */
const PRIVATE: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** Returns headers with each name once, as `node:http` gives them; of several values the first one counts. */
export function readHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): WebhookHeaders {
  const entries = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    typeof value === 'object' ? value[0] : value,
  ]);
  return Object.fromEntries(entries) as WebhookHeaders;
}

/** Returns the headers that a trigger gets: none that holds credentials or a signature. */
export function headersForTrigger(
  headers: WebhookHeaders,
  signature: readonly string[],
): Record<string, string> {
  const kept = Object.entries(headers).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !PRIVATE.has(entry[0]) && !signature.includes(entry[0]),
  );
  return Object.fromEntries(kept);
}
