/** What is wrong with a field of what somebody gave. */
export interface FieldMistake {
  /** Where it is: `command`, `options.env.NAME`, `args[2]`. */
  readonly path: string;
  /** What is wrong, such as `is missing`. */
  readonly message: string;
}

/** Whether a value from elsewhere is a list of {@link FieldMistake}. */
export function areFieldMistakes(value: unknown): value is readonly FieldMistake[] {
  return Array.isArray(value) && value.every(isFieldMistake);
}

function isFieldMistake(value: unknown): value is FieldMistake {
  const { path, message } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof path === 'string' && typeof message === 'string';
}
