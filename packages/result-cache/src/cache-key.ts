import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** Everything that a result depends on. The key is a digest of it. */
export interface KeyParts {
  readonly type: string;
  /** Of the handler. */
  readonly version: string;
  /** Name of the plugin. */
  readonly plugin: string;
  /** Of the plugin's package or code, where it is known. */
  readonly pluginVersion?: string | undefined;
  readonly projectId: string;
  /** Real path. */
  readonly projectPath: string;
  /** URL of the checkout's `origin`. */
  readonly origin?: string | undefined;
  /** The checked input, with defaults. */
  readonly input: unknown;
  /** Digests of the declared files, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Values of the declared variables by name; `null` for those that are not set. */
  readonly environment: Readonly<Record<string, readonly (string | null)[]>>;
  /** The resolved configuration. */
  readonly config: unknown;
  /** What is said in each section of it. */
  readonly sections: unknown;
  /** Secrets that the handler may use. */
  readonly secrets: unknown;
}

/** Increased when the format of keys or entries changes, so that earlier results are no longer found. */
const FORMAT = 1;

/** Returns the key of a cached result: SHA-256 over canonical JSON. */
export function cacheKey(parts: KeyParts): string {
  const { platform, arch } = process;
  const text = canonicalJson({ format: FORMAT, platform, arch, ...parts });
  return createHash('sha256').update(text).digest('hex');
}
