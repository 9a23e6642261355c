import type { CodingAgent } from '@poppobuilder/agent';
import type { Workspace } from '@poppobuilder/workspace';

/** Returns the project's instructions to an agent from the base branch, which the author of a change does not control. */
export async function baseInstructions(
  workspace: Pick<Workspace, 'readBase'>,
  { instructionFiles }: Pick<CodingAgent, 'instructionFiles'>,
): Promise<string> {
  const texts = await Promise.all(instructionFiles.map((file) => workspace.readBase(file)));
  return texts.filter((text) => text !== undefined && text.trim() !== '').join('\n\n');
}
