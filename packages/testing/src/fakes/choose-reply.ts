/** Returns the reply of a script to a line: that of the same key, else of the longest that it begins with, else of `*`. */
export function chooseReply<T>(script: Readonly<Record<string, T>>, line: string): T | undefined {
  const fitting = Object.keys(script).filter((key) => line === key || line.startsWith(`${key} `));
  const longest = fitting.toSorted((a, b) => b.length - a.length)[0] ?? '*';
  return Object.hasOwn(script, longest) ? script[longest] : undefined;
}
