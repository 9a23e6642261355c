import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Names of Rust's targets, by which the package lays out its programs. */
const TARGETS: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
  'win32-arm64': 'aarch64-pc-windows-msvc',
};

/** Path of the real `codex`, from the package for this platform that the tests depend on. */
export function codexBinary(): string {
  const platform = `${process.platform}-${process.arch}`;
  const launcher = createRequire(import.meta.url).resolve('@openai/codex/bin/codex.js');
  const manifest = createRequire(launcher).resolve(`@openai/codex-${platform}/package.json`);
  const program = process.platform === 'win32' ? 'codex.exe' : 'codex';
  return join(dirname(manifest), 'vendor', TARGETS[platform] ?? platform, 'bin', program);
}
