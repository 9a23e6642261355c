import type { Logger, Masker, ProgressFunction, TaskOutput } from '@poppobuilder/core';
import { keepStart } from '@poppobuilder/core/runner-kit';

/** Where a run is reported. */
export interface ReportTargets {
  readonly progress: ProgressFunction;
  readonly output: TaskOutput;
  readonly logger: Logger;
  readonly masker: Masker;
}

/** The stage in which the agent works. */
export const STAGE = 'execute';

/** Maximum length of a tool's input in a progress message. In characters. */
const MAX_INPUT_LENGTH = 120;

/** Reports what the agent says. */
export function reportText(text: string, { output, masker }: ReportTargets): void {
  if (text.trim() !== '') output.write('info', masker.text(text), 'stdout');
}

/** Reports that the agent uses a tool. Masks before cutting, so that no part of a secret remains. */
export function reportTool(
  tool: { readonly name: string; readonly id: string; readonly input: string },
  { progress, masker }: ReportTargets,
): void {
  const line = masker.text(tool.input).split('\n', 1)[0] ?? '';
  const shown = line.length > MAX_INPUT_LENGTH ? `${keepStart(line, MAX_INPUT_LENGTH)}...` : line;
  const message = `using ${tool.name}${shown === '' ? '' : `: ${shown}`}`;
  progress(STAGE, message, { tool: tool.name, toolUseId: tool.id });
}
