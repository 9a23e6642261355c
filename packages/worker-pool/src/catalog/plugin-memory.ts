import { createHash, randomUUID } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LocatedPlugin, SectionCheck } from '@poppobuilder/core/runner-kit';
import type { PluginContents, PluginDescription } from '../protocol/messages.ts';
import { readContents, readDescription } from './read-description.ts';

/** Name of the folder in PoppoBuilder's own data that holds it. */
const FOLDER = 'plugins';
/** How many checks of sections are remembered. */
const MAX_SECTIONS = 100;
/** Age at which what is remembered of other plugins is removed. In milliseconds, as all times here. */
const MAX_AGE = 30 * 24 * 3_600_000;
/** Files that were changed so shortly before they were read may have changed while they were. */
const MIN_FILE_AGE = 100;

/** What is known of plugins. */
interface Known {
  readonly plugins: readonly PluginDescription[];
  readonly contents?: readonly PluginContents[] | undefined;
  /** Digests of sections without a mistake. */
  readonly sections: readonly string[];
}

interface Remembered extends Known {
  /** What decided which code was loaded, and the stamp of each file. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * What earlier processes have found out about plugins, in a file of PoppoBuilder's own data, so that most starts of a host need
 * no process that loads them. It is forgotten when any file has changed that decided which code they were. What cannot be read or
 * written is as if it were not there.
 */
export class PluginMemory {
  readonly #plugins: readonly LocatedPlugin[];
  readonly #folder: string;
  readonly #name: string;
  #remembered: Remembered | undefined;

  /** @param program - the file that the process starts with */
  constructor(homeFolder: string, plugins: readonly LocatedPlugin[], program: string) {
    this.#plugins = plugins;
    this.#folder = join(homeFolder, FOLDER);
    const identity = JSON.stringify([plugins, program, stampOf(program), process.version, process.arch]);
    this.#name = `${digestOf(identity).slice(0, 16)}.json`;
  }

  /** Returns what is known of the plugins as they are now. */
  recall(): Known | undefined {
    this.#remembered = this.#read();
    return this.#remembered;
  }

  /**
   * Remembers plugins.
   *
   * @param files - what decided which code they are; undefined when that is unknown
   * @param startedAt - when loading them began
   */
  remember(
    plugins: readonly PluginDescription[],
    files: readonly string[] | undefined,
    startedAt: number,
  ): void {
    this.#remembered = undefined;
    if (files === undefined || files.some((file) => isYoung(file, startedAt))) return;
    const stamps = Object.fromEntries(files.map((file) => [file, stampOf(file)]));
    this.#write({ files: stamps, plugins, sections: [] });
  }

  /** The schemas and examples of the plugins, if they are remembered. */
  get contents(): readonly PluginContents[] | undefined {
    return this.#remembered?.contents;
  }

  rememberContents(contents: readonly PluginContents[]): void {
    if (this.#remembered !== undefined) this.#write({ ...this.#remembered, contents });
  }

  /** Whether these sections are known to have no mistake. */
  hasValid(sections: SectionCheck): boolean {
    return this.#remembered?.sections.includes(digestOf(JSON.stringify(sections))) === true;
  }

  rememberValid(sections: SectionCheck): void {
    if (this.#remembered === undefined) return;
    const digests = [digestOf(JSON.stringify(sections)), ...this.#remembered.sections];
    this.#write({ ...this.#remembered, sections: digests.slice(0, MAX_SECTIONS) });
  }

  #read(): Remembered | undefined {
    try {
      const read = JSON.parse(readFileSync(join(this.#folder, this.#name), 'utf8')) as Remembered;
      if (!isCurrent(read)) return undefined;
      const plugins = readDescription(read.plugins, this.#plugins);
      const contents = read.contents === undefined ? undefined : readContents(read.contents, plugins);
      return { files: read.files, plugins, contents, sections: [...read.sections] };
    } catch {
      return undefined;
    }
  }

  #write(remembered: Remembered): void {
    // Another process may have loaded other code meanwhile.
    this.#remembered = isCurrent(remembered) ? remembered : undefined;
    if (this.#remembered === undefined) return;
    const path = join(this.#folder, `${this.#name}.${randomUUID()}`);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(path, JSON.stringify(remembered), { mode: 0o600, flag: 'wx' });
      renameSync(path, join(this.#folder, this.#name));
      sweep(this.#folder);
    } catch {
      discard(path);
    }
  }
}

/** Removes a file, unless that is impossible, as below something that is no folder. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never written.
  }
}

const isCurrent = ({ files }: Remembered): boolean =>
  Object.entries(files).every(([file, stamp]) => stampOf(file) === stamp);

/** A link counts by itself: it may lead elsewhere. */
function stampOf(file: string): string {
  try {
    const { ino, mtimeMs, ctimeMs, size } = lstatSync(file);
    return `${ino},${mtimeMs},${ctimeMs},${size}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}

function isYoung(file: string, startedAt: number): boolean {
  try {
    return lstatSync(file).ctimeMs > startedAt - MIN_FILE_AGE;
  } catch {
    return false;
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > MAX_AGE) rmSync(file, { force: true });
  }
}
