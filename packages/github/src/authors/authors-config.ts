import { type ConfigSection, defineConfigSection } from '@poppobuilder/core';
import { withoutNul } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** A level of access to a repository, as GitHub names it. */
export type RepositoryPermission = (typeof REPOSITORY_PERMISSIONS)[number];

/** The levels of access, from the least. */
export const REPOSITORY_PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

/** Who may command the agent. */
export interface AuthorsConfig {
  /** Least level of access to the repository. @defaultValue 'write' */
  readonly permission?: RepositoryPermission | undefined;
  /** Associations of which an author must have one besides, such as `MEMBER`. @defaultValue any */
  readonly associations?: readonly string[] | undefined;
  /** Logins that may always. */
  readonly allow?: readonly string[] | undefined;
  /** Logins that may never; wins over all else. */
  readonly deny?: readonly string[] | undefined;
  /** Logins of bots that may, if their permission does; other bots may not. */
  readonly bots?: readonly string[] | undefined;
  /** Whether a refusal is posted as a comment. @defaultValue false: it is logged */
  readonly explain?: boolean | undefined;
}

const names = z.array(withoutNul.min(1));

declare module '@poppobuilder/core' {
  interface ProjectConfigInput {
    readonly authors?: AuthorsConfig;
  }
}

/** The section `authors` of a project's configuration. */
export const authorsConfig: ConfigSection<AuthorsConfig> = defineConfigSection({
  name: 'authors',
  schema: z.strictObject({
    permission: z.enum(REPOSITORY_PERMISSIONS).optional().meta({
      description: 'Least access to the repository of who may command the agent.',
      default: 'write',
    }),
    associations: names
      .optional()
      .describe(
        'Associations with the repository, such as MEMBER, of which an author must also have one. Any by default.',
      ),
    allow: names.optional().describe('Logins that always may.'),
    deny: names.optional().describe('Logins that never may.'),
    bots: names.optional().describe('Logins of bots that may, if their access does.'),
    explain: z
      .boolean()
      .optional()
      .meta({ description: 'Whether a refusal is posted as a comment.', default: false }),
  }),
});
