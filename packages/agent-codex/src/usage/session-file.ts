import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../stream/parse-event.ts';
import { type Tokens, tokensSchema } from './tokens.ts';

/** One response of the model, as the session recorded it. */
export interface Response {
  readonly model: string;
  readonly tokens: Tokens;
}

const line = z.union([
  z.object({ type: z.literal('turn_context'), payload: z.object({ model: z.string() }) }),
  z.object({
    type: z.literal('event_msg'),
    payload: z.object({
      type: z.literal('token_count'),
      info: z.object({ last_token_usage: tokensSchema, total_token_usage: z.looseObject({}) }),
    }),
  }),
]);

/** Reads from the file of a session how many tokens each response took. The CLI writes a line after each. */
export class SessionFile {
  readonly #path: string;
  #position: number;
  #rest = '';
  #model = '';
  #total = '';

  /** @param position - where reading begins, in bytes */
  constructor(path: string, position: number) {
    this.#path = path;
    this.#position = position;
  }

  /** The model of the last turn; empty before its first line was read. */
  get model(): string {
    return this.#model;
  }

  /** Returns the responses since the last call. */
  async read(): Promise<readonly Response[]> {
    const text = this.#rest + (await this.#readOn());
    const lines = text.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((written) => this.#responseIn(written));
  }

  async #readOn(): Promise<string> {
    const file = await open(this.#path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.max(0, size - this.#position);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, this.#position);
      // A character that is cut by the end of the file is read again.
      const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      this.#position += end;
      return buffer.toString('utf8', 0, end);
    } finally {
      await file.close();
    }
  }

  #responseIn(written: string): Response[] {
    const read = line.safeParse(parseJson(written)).data;
    if (read === undefined) return [];
    if (read.type === 'turn_context') {
      this.#model = read.payload.model;
      return [];
    }
    const { last_token_usage: tokens, total_token_usage: total } = read.payload.info;
    const shown = JSON.stringify(total);
    // The line also comes when only the account's limits have changed.
    if (shown === this.#total) return [];
    this.#total = shown;
    return [{ model: this.#model, tokens }];
  }
}

/** Returns what the name of a session's file ends with. */
export const sessionFileName = (sessionId: string): string => `-${sessionId}.jsonl`;

/** Returns the paths of the files of sessions, relative to their folder. */
export async function listSessionFiles(sessions: string): Promise<readonly string[]> {
  const files = await readdir(sessions, { recursive: true }).catch(() => []);
  return files.filter((file) => file.endsWith('.jsonl'));
}

/** Returns the path of a session's file, if there is one. */
export async function findSessionFile(sessions: string, sessionId: string): Promise<string | undefined> {
  const name = sessionFileName(sessionId);
  const found = (await listSessionFiles(sessions)).find((file) => file.endsWith(name));
  return found === undefined ? undefined : join(sessions, found);
}
