import { closeSync, rmSync, writeFileSync } from 'node:fs';
import type { DataFile } from '../project/data-folder.ts';

/**
 * The file that takes a command's whole output. It never throws, for listeners of streams write to it, and what those
 * throw ends the process: a failure is told once, what was written is removed, and what comes later is dropped.
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

/** The failure that led here was told already. */
function quietly(tidy: () => void): void {
  try {
    tidy();
  } catch {
    // A part of the output is left behind, or a descriptor that was closed already.
  }
}
