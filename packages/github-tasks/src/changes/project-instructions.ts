import type { Workspace } from '@poppobuilder/workspace';

/** Where a project tells agents how to work in it. */
const FILES = ['CLAUDE.md', '.claude/CLAUDE.md'];

/** The project's instructions to agents, from the base branch, which the author of a change cannot have written. */
export async function baseInstructions(workspace: Workspace): Promise<string> {
  const texts = await Promise.all(FILES.map((file) => workspace.readBase(file)));
  return texts.filter((text) => text !== undefined && text.trim() !== '').join('\n\n');
}
