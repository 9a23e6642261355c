/** Why an attempt is stopped before it ends by itself. */
export type StopCause =
  | { readonly kind: 'cancelled' | 'expired' | 'held'; readonly reason: string }
  | { readonly kind: 'released' }
  | { readonly kind: 'lost' };
