/** Text from GitHub without what people do not see. */
export function cleanText(text: string): string {
  return text;
}
