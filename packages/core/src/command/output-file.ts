import { randomUUID } from 'node:crypto';
import { closeSync, constants, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DataFile, openDataFile } from '../project/data-folder.ts';
import { ProjectContext } from '../project/project-context.ts';
import { sweepFiles } from '../project/sweep-files.ts';
import { defineService } from '../services/define-service.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';

/** Which output files of a project are kept when there is a new one: of the last days, and no more than a GiB. */
const RETENTION = { names: /-[0-9a-f]{8}\.log$/, days: 30, bytes: 2 ** 30 };

/** Where the whole output of a command goes when it is longer than what is kept. */
export interface OutputFiles {
  /** Creates a file for a command of a task, and removes old ones. Throws what the file system does. */
  readonly open: (taskId: string) => DataFile;
}

/** Token of {@link OutputFiles}. */
export const OutputFiles: ServiceToken<OutputFiles> = createServiceToken<OutputFiles>({
  id: '@poppobuilder/core/OutputFiles',
  scope: 'project',
  defaultFactory: (token) =>
    defineService({
      token,
      services: { project: ProjectContext },
      create: ({ project }) =>
        createOutputFiles((name, flags) =>
          openDataFile(project.projectPath, [...OUTPUT_FOLDER, name], flags),
        ),
    }),
});

/** The folder of output files, below the project's `.poppo`. */
export const OUTPUT_FOLDER: readonly string[] = ['logs', 'output'];

/** Names output files and sweeps the folder that `openFile` makes them in. */
export function createOutputFiles(openFile: (name: string, flags: number) => DataFile): OutputFiles {
  return {
    open(taskId) {
      const name = `${taskId.replaceAll(/[^\w.-]/g, '_').slice(0, 80)}-${randomUUID().slice(0, 8)}.log`;
      const file = openFile(name, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
      sweepFiles(dirname(file.path), RETENTION);
      return file;
    },
  };
}

/**
 * The file that takes a command's whole output. It never throws, for listeners of streams write to it, and what those
 * throw ends the process: a failure is reported once, what was written is removed, and what comes later is dropped.
 */
export class OutputFile {
  readonly #onFailure: (error: unknown) => void;
  #file: DataFile | undefined;

  constructor(open: () => DataFile, onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
    try {
      this.#file = open();
    } catch (error) {
      onFailure(error);
    }
  }

  /** Absent when the file could not be opened or written. */
  get path(): string | undefined {
    return this.#file?.path;
  }

  write(text: string): void {
    const file = this.#file;
    if (file === undefined) return;
    try {
      writeFileSync(file.descriptor, text);
    } catch (error) {
      this.#giveUp(error);
      quietly(() => closeSync(file.descriptor));
    }
  }

  close(): void {
    const file = this.#file;
    if (file === undefined) return;
    try {
      closeSync(file.descriptor);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #giveUp(error: unknown): void {
    const path = this.#file?.path;
    this.#file = undefined;
    if (path !== undefined) quietly(() => rmSync(path, { force: true }));
    this.#onFailure(error);
  }
}

/** The failure that led here was reported already. */
function quietly(cleanUp: () => void): void {
  try {
    cleanUp();
  } catch {
    // A part of the output is left behind, or a descriptor that was closed already.
  }
}
