interface Bundle {
  readonly [file: string]: { readonly type: string; code?: string };
}

/** Writes what is not ASCII as escapes: a file of ASCII alone is read without decoding, into one byte a character. */
export function asciiOnly(extension: string) {
  return {
    name: 'ascii-only',
    generateBundle(_options: unknown, bundle: Bundle): void {
      for (const [file, output] of Object.entries(bundle)) {
        if (file.endsWith(extension) && output.code !== undefined) output.code = escaped(output.code);
      }
    },
  };
}

const escaped = (code: string): string =>
  code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
