export interface Command {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const unescaped = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

/** As the runner of GitHub Actions reads a line. */
export function commandsIn(text: string): Command[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '')
    .map((line) => {
      const match = /^::(\w+)(?: ([^:]*))?::(.*)$/s.exec(line);
      if (match === null) throw new TypeError(`no command: ${line}`);
      const [, command = '', properties = '', message = ''] = match;
      const pairs = properties.split(',').map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at), unescaped(part.slice(at + 1))] as const;
      });
      return { command, properties: Object.fromEntries(pairs), message: unescaped(message) };
    });
}
