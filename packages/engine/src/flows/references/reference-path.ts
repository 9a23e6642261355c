/** Where a `$ref` points to. */
export interface Reference {
  /** As it was written. */
  readonly text: string;
  /** The name, or id, of the task. */
  readonly task: string;
  readonly field: 'id' | 'state' | 'result' | 'error';
  /** The way from that field on. */
  readonly path: readonly (string | number)[];
}

const FIELDS = ['id', 'state', 'result', 'error'] as const;

/** A key after a dot, an index, or a key in JSON's quotes. */
const SEGMENT = /\.([^.[\]\s"]+)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** Parses `tasks.build.result.files[0]`; a name with other characters is `tasks["my task"]`. Undefined when it is none. */
export function parseReference(text: string): Reference | undefined {
  if (!text.startsWith('tasks')) return undefined;
  const segments: (string | number)[] = [];
  for (let at = 'tasks'.length; at < text.length; at = SEGMENT.lastIndex) {
    SEGMENT.lastIndex = at;
    const found = SEGMENT.exec(text);
    if (found === null) return undefined;
    const [, key, index, quoted] = found;
    if (quoted !== undefined) {
      const unquoted = unquote(quoted);
      if (unquoted === undefined) return undefined;
      segments.push(unquoted);
    } else segments.push(index === undefined ? (key ?? '') : Number(index));
  }
  const [task, given, ...path] = segments;
  const field = FIELDS.find((name) => name === given);
  if (typeof task !== 'string' || field === undefined) return undefined;
  if (path.length > 0 && (field === 'id' || field === 'state')) return undefined;
  return { text, task, field, path };
}

function unquote(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
