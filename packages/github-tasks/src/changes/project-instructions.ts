import type { Workspace } from '@poppobuilder/workspace';

/** Files with a project's instructions to agents. */
const FILES = ['CLAUDE.md', '.claude/CLAUDE.md'];

/** Returns the project's instructions to agents from the base branch, which the author of a change does not control. */
export async function baseInstructions(workspace: Workspace): Promise<string> {
  const texts = await Promise.all(FILES.map((file) => workspace.readBase(file)));
  return texts.filter((text) => text !== undefined && text.trim() !== '').join('\n\n');
}
