import type { FilesPermission, Permissions } from '@poppobuilder/core';
import { resolvePermissions } from '@poppobuilder/core/runner-kit';

/** A step down from what a handler declares. */
interface Narrowing {
  /** What is left: `files: 'read'`; empty where that is nothing. */
  readonly left: string;
  /** What a project's configuration says for that. */
  readonly limit: Permissions;
}

/** One permission that a handler declares. */
export interface DeclaredPermission {
  readonly name: 'commands' | 'network' | 'workers' | 'addons' | 'files' | 'secrets';
  /** Which secret it is. */
  readonly secret?: string;
  /** As it is written: `files: 'project'`. */
  readonly text: string;
  /** From near to far: where one is too little, so are those behind it. */
  readonly narrowings: readonly Narrowing[];
}

const FILES: readonly FilesPermission[] = ['all', 'project', 'workspace', 'read', 'none'];

/** Returns what a handler declares, and how each could be narrowed. */
export function declaredPermissions(permissions: Permissions): DeclaredPermission[] {
  const { files, secrets, ...flags } = resolvePermissions(permissions);
  const declaredFlags = (['commands', 'network', 'workers', 'addons'] as const).filter((name) => flags[name]);
  const narrower = FILES.slice(FILES.indexOf(files) + 1);
  return [
    ...declaredFlags.map((name): DeclaredPermission => ({
      name,
      text: `${name}: true`,
      narrowings: [{ left: '', limit: { [name]: false } }],
    })),
    ...(narrower.length === 0
      ? []
      : [
          {
            name: 'files' as const,
            text: `files: '${files}'`,
            narrowings: narrower.map((level) => ({
              left: level === 'none' ? '' : `files: '${level}'`,
              limit: { files: level },
            })),
          },
        ]),
    ...secrets.map((secret): DeclaredPermission => ({
      name: 'secrets',
      secret,
      text: `the secret '${secret}'`,
      narrowings: [{ left: '', limit: { secrets: secrets.filter((other) => other !== secret) } }],
    })),
  ];
}
