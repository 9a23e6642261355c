import { StringDecoder } from 'node:string_decoder';
import { startOfPair } from '../text/whole-characters.ts';
import type { Masker } from '../masking/masker.ts';
import type { StreamMasker } from '../masking/stream-masker.ts';
import { KeptText } from './kept-text.ts';
import type { DataFile } from '../project/data-folder.ts';
import { OutputFile } from './output-file.ts';

/** Name of an output stream. */
export type StreamName = 'stdout' | 'stderr';

/** Size of the largest piece that is sent as one event. In characters. */
const MAX_PIECE = 16 * 1024;

/** What a collector works with. */
export interface OutputCollectorOptions {
  readonly openFile: () => DataFile;
  readonly masker: Masker;
  /** Most bytes of each stream that are kept in memory and sent as events. */
  readonly limit: number;
  /** Gets masked output as it comes, until the limit, in pieces of at most 16 KiB. */
  readonly onText?: ((text: string, stream: StreamName) => void) | undefined;
  /** Told once why there is no file with the whole output, though it was truncated. */
  readonly onFileFailure: (error: unknown) => void;
}

/**
 * Collects a command's output: masks it, sends it on up to the limit, keeps head and tail of what exceeds it, and then
 * writes the whole, masked, to a file. Whatever the file system does, it continues with head and tail.
 */
export class OutputCollector {
  readonly #options: OutputCollectorOptions;
  readonly #streams: Readonly<Record<StreamName, CollectedStream>>;
  /** All output so far in order of arrival, until it goes to the file. */
  #arrived: string[] = [];
  #file: OutputFile | undefined;

  constructor(options: OutputCollectorOptions) {
    this.#options = options;
    const { masker, limit } = options;
    this.#streams = {
      stdout: new CollectedStream(masker.stream(), limit),
      stderr: new CollectedStream(masker.stream(), limit),
    };
  }

  write(stream: StreamName, chunk: Buffer): void {
    this.#take(stream, this.#streams[stream].decode(chunk));
  }

  /** Adds what was held back, and closes the file. */
  end(): void {
    this.#take('stdout', this.#streams.stdout.end());
    this.#take('stderr', this.#streams.stderr.end());
    this.#arrived = [];
    this.#file?.close();
  }

  /** What is kept of a stream. */
  text(stream: StreamName): string {
    return this.#streams[stream].kept.toString();
  }

  get truncated(): boolean {
    return this.#streams.stdout.kept.truncated || this.#streams.stderr.kept.truncated;
  }

  /** Path of the file with the whole output; there is one only when output was truncated and could be written. */
  get outputFile(): string | undefined {
    return this.#file?.path;
  }

  #take(stream: StreamName, text: string): void {
    if (text === '') return;
    const sendable = this.#streams[stream].kept.add(text);
    if (this.#file === undefined) this.#arrived.push(text);
    else this.#file.write(text);
    if (this.#file === undefined && this.truncated) this.#spill();
    for (let start = 0; start < sendable.length;) {
      const end = endOfPiece(sendable, start);
      this.#options.onText?.(sendable.slice(start, end), stream);
      start = end;
    }
  }

  #spill(): void {
    const { openFile, onFileFailure } = this.#options;
    this.#file = new OutputFile(openFile, onFileFailure);
    for (const text of this.#arrived) this.#file.write(text);
    this.#arrived = [];
  }
}

/** A piece ends before its limit in bytes, and never between the halves of a surrogate pair. */
function endOfPiece(text: string, start: number): number {
  let end = Math.min(text.length, start + MAX_PIECE);
  while (Buffer.byteLength(text.slice(start, end)) > MAX_PIECE) end = start + Math.ceil((end - start) / 2);
  const whole = startOfPair(text, end);
  return whole > start ? whole : end;
}

/** One stream: decoded, masked, and kept up to the limit. */
class CollectedStream {
  readonly #decoder = new StringDecoder('utf8');
  readonly #masker: StreamMasker;
  readonly kept: KeptText;

  constructor(masker: StreamMasker, limit: number) {
    this.#masker = masker;
    this.kept = new KeptText(limit);
  }

  decode(chunk: Buffer): string {
    return this.#masker.write(this.#decoder.write(chunk));
  }

  end(): string {
    return this.#masker.write(this.#decoder.end()) + this.#masker.end();
  }
}
