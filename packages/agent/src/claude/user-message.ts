/** Returns a message of the user as the CLI reads it from standard input: one JSON a line. */
export const userMessage = (content: string): string =>
  `${JSON.stringify({ type: 'user', message: { role: 'user', content }, parent_tool_use_id: null, session_id: '' })}\n`;
