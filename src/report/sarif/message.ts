/**
 * Text as a SARIF message: braces stand doubled, as single ones name arguments, and nothing reads as an embedded link.
 */
export const messageText = (text: string): string =>
  text.replaceAll('{', '{{').replaceAll('}', '}}').replaceAll('](', '] (');
