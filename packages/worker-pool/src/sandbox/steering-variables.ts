/** Variables by which the system's loader, OpenSSL and Node load code or write files of their own. */
const STEERING =
  /^(LD_.*|DYLD_.*|GCONV_PATH|GLIBC_TUNABLES|OPENSSL_.*|NODE_(OPTIONS|PATH|V8_COVERAGE|COMPILE_CACHE|REDIRECT_WARNINGS))$/;

type Variables = Readonly<Record<string, string>>;

/**
 * An environment without those variables. A project may set them for its commands, and they may name files that a command
 * can change: bubblewrap, which is outside of its own namespace, and a worker, which has secrets, must not follow them.
 */
export function withoutSteering(environment: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !STEERING.test(name)));
}

/** Those variables alone. */
export function steeringVariables(environment: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => STEERING.test(name)));
}
