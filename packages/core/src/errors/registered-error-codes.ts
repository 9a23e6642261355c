/**
 * Codes that packages register beside those of the core: a package declares this interface again, in
 * `declare module '@poppobuilder/core'`, with its codes as keys.
 */
export interface RegisteredErrorCodes {
  readonly [unregistered]?: never;
}

declare const unregistered: unique symbol;
