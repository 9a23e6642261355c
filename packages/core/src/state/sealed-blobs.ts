import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { TaskError } from '../errors/task-error.ts';
import type { StateBackend, StatePlace } from './state-backend.ts';
import { STATE_KEY_FILE, STATE_KEY_VARIABLE } from './state-key.ts';

const CIPHER = 'aes-256-gcm';

/** First byte of a sealed blob: the version of its form. Then come the key's name, the nonce, the tag and the text. */
const VERSION = 1;
const NAME_SIZE = 8;
const NONCE_SIZE = 12;
const TAG_SIZE = 16;
const HEADER_SIZE = 1 + NAME_SIZE + NONCE_SIZE + TAG_SIZE;

/**
 * Returns a backend that keeps only encrypted blobs (AES-256-GCM). A blob is bound to its place: moved to another one, it cannot
 * be read. Reading one that another key has encrypted, or that was changed, rejects with `COMPONENT_FAILED`.
 *
 * @param readKey - called once, with the first blob
 */
export function sealBlobs(backend: StateBackend, readKey: () => Promise<Buffer>): StateBackend {
  let reading: Promise<Buffer> | undefined;
  const key = async (): Promise<Buffer> => {
    reading ??= readKey();
    try {
      return await reading;
    } catch (error) {
      reading = undefined;
      throw error;
    }
  };
  return {
    read: (place) => backend.read(place),
    write: (place, text, expected) => backend.write(place, text, expected),
    list: (place, prefix) => backend.list(place, prefix),
    readBlob: async (place) => {
      const sealed = await backend.readBlob(place);
      return sealed === undefined ? undefined : open(await key(), place, Buffer.from(sealed));
    },
    writeBlob: async (place, data) =>
      backend.writeBlob(place, data === undefined ? undefined : seal(await key(), place, data)),
  };
}

function seal(key: Buffer, place: StatePlace, data: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_SIZE);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(nameOfPlace(place));
  const text = Buffer.concat([cipher.update(data), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nameOfKey(key), nonce, cipher.getAuthTag(), text]);
}

function open(key: Buffer, place: StatePlace, sealed: Buffer): Buffer {
  const [name, nonce, tag] = [
    sealed.subarray(1, 1 + NAME_SIZE),
    sealed.subarray(1 + NAME_SIZE, 1 + NAME_SIZE + NONCE_SIZE),
    sealed.subarray(1 + NAME_SIZE + NONCE_SIZE, HEADER_SIZE),
  ];
  if (sealed[0] !== VERSION || sealed.length < HEADER_SIZE) throw unreadable(place, 'it is damaged');
  if (!name.equals(nameOfKey(key))) throw unreadable(place, 'it was encrypted with another key');
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce).setAAD(nameOfPlace(place)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(HEADER_SIZE)), decipher.final()]);
  } catch (cause) {
    throw unreadable(place, 'it is damaged', cause);
  }
}

const nameOfPlace = ({ projectId, namespace, key }: StatePlace): Buffer =>
  Buffer.from([projectId, namespace, key].join('\0'));

const nameOfKey = (key: Buffer): Buffer => createHash('sha256').update(key).digest().subarray(0, NAME_SIZE);

function unreadable({ namespace, key }: StatePlace, reason: string, cause?: unknown): TaskError {
  return new TaskError({
    code: 'COMPONENT_FAILED',
    message: `The blob ${JSON.stringify(key)} in ${JSON.stringify(namespace)} cannot be read: ${reason}.`,
    hint: `Give all machines the same key: in ${STATE_KEY_VARIABLE}, or in ${STATE_KEY_FILE} of POPPOBUILDER_HOME.`,
    component: 'StateStore',
    ...(cause === undefined ? {} : { cause }),
  });
}
