/** A value as JSON has it: times are text in ISO 8601. */
export type Json<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? Json<Item>[]
    : Value extends object
      ? { -readonly [Key in keyof Value]: Json<Value[Key]> }
      : Value;

/** Returns a value as JSON has it. */
export const toJson = <Value>(value: Value): Json<Value> => JSON.parse(JSON.stringify(value)) as Json<Value>;
