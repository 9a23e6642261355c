import { keepStart } from '@poppobuilder/core/runner-kit';
import { type ReportTargets, STAGE } from './report-targets.ts';
import { reportPart } from './transcript.ts';

/** Maximum length of a tool's input in a progress message. In characters. */
const MAX_INPUT_LENGTH = 120;

/** Reports what the agent says. */
export function reportText(text: string, targets: ReportTargets): void {
  const { output, masker } = targets;
  if (text.trim() === '') return;
  output.write('info', masker.text(text), 'stdout');
  reportPart({ kind: 'text', text }, targets);
}

/** The use of a tool. */
export interface ReportedTool {
  readonly name: string;
  readonly id: string;
  /** What it is used for. */
  readonly input: string;
  /** The whole input, for the transcript. @defaultValue `input` */
  readonly whole?: string | undefined;
}

/** Reports that the agent uses a tool. Masks before cutting, so that no part of a secret remains. */
export function reportTool({ name, id, input, whole = input }: ReportedTool, targets: ReportTargets): void {
  const { progress, masker } = targets;
  const line = masker.text(input).split('\n', 1)[0] ?? '';
  const shown = line.length > MAX_INPUT_LENGTH ? `${keepStart(line, MAX_INPUT_LENGTH)}...` : line;
  const message = `using ${name}${shown === '' ? '' : `: ${shown}`}`;
  progress(STAGE, message, { tool: name, toolUseId: id });
  reportPart({ kind: 'tool', tool: name, toolUseId: id, input: whole }, targets);
}
