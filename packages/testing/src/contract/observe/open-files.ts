import { closeSync, readdirSync, readlinkSync } from 'node:fs';
import type { OpenResource } from './open-resources.ts';

const DESCRIPTORS = '/proc/self/fd';

/** Files below a folder that this process has open. Linux only: elsewhere none is found. */
export function openFilesIn(folder: string): OpenResource[] {
  return descriptors().flatMap(([descriptor, path]) =>
    path.startsWith(`${folder}/`)
      ? [
          {
            title: `the open file ${path.slice(folder.length + 1)}`,
            isOpen: () => targetOf(descriptor) === path,
            release: () => closeSync(descriptor),
          },
        ]
      : [],
  );
}

function descriptors(): (readonly [descriptor: number, path: string])[] {
  if (process.platform !== 'linux') return [];
  return readdirSync(DESCRIPTORS).map((name) => [Number(name), targetOf(Number(name)) ?? '']);
}

function targetOf(descriptor: number): string | undefined {
  try {
    return readlinkSync(`${DESCRIPTORS}/${descriptor}`);
  } catch {
    return undefined;
  }
}
