import { z } from 'zod';
import type { ShapeOf } from '../arguments/schemas.ts';
import { withoutNul } from '../text/without-nul.ts';

/**
 * Which files a handler may reach: none; the project's folder read-only; that and the project's worktrees to work in,
 * while commands see the worktrees alone; the project's folder to work in and its worktrees; or all.
 */
export type FilesPermission = 'none' | 'read' | 'workspace' | 'project' | 'all';

/** What a handler declares that it needs. What is left out is not granted. */
export interface Permissions {
  /** Starts processes. @defaultValue false */
  readonly commands?: boolean;
  /** Reaches the network. @defaultValue false */
  readonly network?: boolean;
  /** @defaultValue 'none' */
  readonly files?: FilesPermission;
  /** Names of secrets: those that sections declare, such as that of the package of a service, or own names from the project's credentials. `db` covers `db/replica` too. @defaultValue [] */
  readonly secrets?: readonly string[];
  /** Starts worker threads. @defaultValue false */
  readonly workers?: boolean;
  /** Loads native addons. @defaultValue false */
  readonly addons?: boolean;
}

const FILES_FROM_NARROW = ['none', 'read', 'workspace', 'project', 'all'] as const;

/** Schema of what a handler declares and of what a project's configuration denies. */
export const permissionsSchema: z.ZodType<Permissions> = z.strictObject({
  commands: z.boolean().optional().describe('Starting processes.'),
  network: z.boolean().optional().describe('Using the network.'),
  files: z.enum(FILES_FROM_NARROW).optional().describe('Which files can be reached.'),
  secrets: z.array(withoutNul.min(1)).optional().describe('Names of secrets.'),
  workers: z.boolean().optional().describe('Starting worker threads.'),
  addons: z.boolean().optional().describe('Loading native addons.'),
} satisfies ShapeOf<Permissions>) as z.ZodType<Permissions>;

/** Permissions with every default filled in. */
export interface ResolvedPermissions {
  readonly commands: boolean;
  readonly network: boolean;
  readonly files: FilesPermission;
  readonly secrets: readonly string[];
  /** Every secret, whatever its name: only for functions registered in this process. Nothing can declare it. */
  readonly allSecrets: boolean;
  readonly workers: boolean;
  readonly addons: boolean;
}

/** Everything: for a function that the host itself registers. */
export const ALL_PERMISSIONS: ResolvedPermissions = {
  commands: true,
  network: true,
  files: 'all',
  secrets: [],
  allSecrets: true,
  workers: true,
  addons: true,
};

/** Fills in what a handler left out: nothing is granted that was not asked for. */
export function resolvePermissions(declared: Permissions = {}): ResolvedPermissions {
  return {
    commands: declared.commands ?? false,
    network: declared.network ?? false,
    files: declared.files ?? 'none',
    secrets: [...(declared.secrets ?? [])],
    allSecrets: false,
    workers: declared.workers ?? false,
    addons: declared.addons ?? false,
  };
}

/** Returns permissions without those that a project's configuration denies; it can add none. */
export function narrowPermissions(
  granted: ResolvedPermissions,
  limit: Permissions | undefined,
): ResolvedPermissions {
  if (limit === undefined) return granted;
  return {
    commands: granted.commands && limit.commands !== false,
    network: granted.network && limit.network !== false,
    files: narrowFiles(granted.files, limit.files),
    ...narrowSecrets(granted, limit.secrets),
    workers: granted.workers && limit.workers !== false,
    addons: granted.addons && limit.addons !== false,
  };
}

/** Returns permissions as a text that is the same for the same permissions, whatever their order. */
export function describePermissions(permissions: ResolvedPermissions): string {
  const { commands, network, files, secrets, allSecrets, workers, addons } = permissions;
  return JSON.stringify([
    commands,
    network,
    files,
    [...new Set(secrets)].toSorted(),
    allSecrets,
    workers,
    addons,
  ]);
}

/** Whether a secret is among the permitted ones. A permission covers the secrets below its name: `db` also `db/replica`. */
export function permitsSecret(permissions: ResolvedPermissions, name: string): boolean {
  return permissions.allSecrets || permissions.secrets.some((permitted) => covers(permitted, name));
}

const coveredBy = (permitted: readonly string[], names: readonly string[]): readonly string[] =>
  names.filter((name) => permitted.some((one) => covers(one, name)));

const covers = (permitted: string, name: string): boolean =>
  permitted === name || name.startsWith(`${permitted}/`);

function narrowFiles(granted: FilesPermission, limit: FilesPermission = 'all'): FilesPermission {
  return FILES_FROM_NARROW.indexOf(granted) < FILES_FROM_NARROW.indexOf(limit) ? granted : limit;
}

function narrowSecrets(
  { secrets, allSecrets }: ResolvedPermissions,
  limit: readonly string[] | undefined,
): Pick<ResolvedPermissions, 'secrets' | 'allSecrets'> {
  if (limit === undefined) return { secrets, allSecrets };
  const narrowed = new Set([...coveredBy(limit, secrets), ...coveredBy(secrets, limit)]);
  return { secrets: allSecrets ? limit : [...narrowed], allSecrets: false };
}
