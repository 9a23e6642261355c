import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Path of the real `claude`, from the package for this platform that the tests depend on. */
export function claudeBinary(): string {
  const manifest = require.resolve(
    `@anthropic-ai/claude-code-${process.platform}-${process.arch}/package.json`,
  );
  return join(dirname(manifest), process.platform === 'win32' ? 'claude.exe' : 'claude');
}
