/**
 * Codes beside those of the core: a plugin's own as `<package>/<CODE>`, and those of PoppoBuilder's packages. A package
 * declares this interface again, in `declare module '@poppobuilder/core'`, with its codes as keys.
 */
export interface RegisteredErrorCodes {
  readonly [pluginCode: `${string}/${string}`]: true;
}
