/** What a daemon answers to a delivery. */
export interface WebhookAnswer {
  readonly status: 202 | 400 | 401 | 404 | 415 | 503;
  readonly body:
    | { readonly accepted: true; readonly delivery: string; readonly duplicate?: true }
    | { readonly accepted: false; readonly reason: string }
    | { readonly code: string; readonly message: string };
}

/** Returns the answer to a delivery that nobody here asked for. */
export const notAccepted = (reason: string): WebhookAnswer => ({
  status: 202,
  body: { accepted: false, reason },
});

/** Returns the answer to a request that is refused. */
export const refused = (
  status: Exclude<WebhookAnswer['status'], 202>,
  code: string,
  message: string,
): WebhookAnswer => ({ status, body: { code, message } });
