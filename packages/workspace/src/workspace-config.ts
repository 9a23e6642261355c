import { type ConfigSection, defineConfigSection } from '@poppobuilder/core';
import { sizeText, withoutNul } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** Who commits, as git names it. */
export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
}

/** How worktrees are kept and what may be pushed from them. */
export interface WorkspaceConfig {
  /** Branch that work starts from. @defaultValue the repository's default branch */
  readonly base?: string | undefined;
  /** @defaultValue PoppoBuilder <poppobuilder@users.noreply.github.com> */
  readonly commitAuthor?: CommitAuthor | undefined;
  /** Whether changes below `.github/workflows` are pushed. @defaultValue false */
  readonly workflows?: boolean | undefined;
  /** Milliseconds that an unused worktree is kept. @defaultValue 604800000 (7 days) */
  readonly retention?: number | undefined;
  /** Most space of a project's worktrees, as `'10GB'`. @defaultValue '10GB' */
  readonly diskLimit?: string | undefined;
}

/** Name of the folder in a project's home folder that holds its mirror, which no command or agent can write. */
export const MIRROR_FOLDER = 'git';

const name = withoutNul.min(1);
const line = name.refine((text) => !/[\n\r<>]/.test(text), 'must be one line without < and >');
declare module '@poppobuilder/core' {
  interface ProjectConfigInput {
    readonly workspace?: WorkspaceConfig;
  }
}

/** The section `workspace` of a project's configuration. */
export const workspaceConfig: ConfigSection<WorkspaceConfig> = defineConfigSection({
  name: 'workspace',
  schema: z.strictObject({
    base: name
      .optional()
      .describe("Branch that work starts from. By default the repository's default branch."),
    commitAuthor: z
      .strictObject({ name: line, email: line })
      .optional()
      .describe('Who commits. PoppoBuilder by default.'),
    workflows: z
      .boolean()
      .optional()
      .meta({ description: 'Whether changes of .github/workflows are pushed.', default: false }),
    retention: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Milliseconds that an unused worktree is kept.', default: 604_800_000 }),
    diskLimit: sizeText
      .optional()
      .meta({ description: "Most space of a project's worktrees.", default: '10GB' }),
  }),
  sandbox: { folders: [{ name: MIRROR_FOLDER, sharedBy: 'worktrees' }] },
});
