import { readFileSync } from 'node:fs';

const THREAT_MODEL = new URL('../../../docs/threat-model.md', import.meta.url);

/** The cases that a process alone cannot stop, as the threat model lists them. */
export function listedEscapes(): string[] {
  const text = readFileSync(THREAT_MODEL, 'utf8');
  const [, list = ''] = /<!-- process-escapes -->(.*)<!-- \/process-escapes -->/s.exec(text) ?? [];
  return [...list.matchAll(/^- (.*)$/gm)].map(([, name = '']) => name);
}
