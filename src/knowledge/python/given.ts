/** An argument of a command, with its place. */
export interface GivenText {
  readonly text: string;
  readonly site: number;
  /** Why its text, or a part of it, is not known. */
  readonly hole?: { readonly text: string; readonly input?: string };
  /** It stands for any number of arguments, none included. */
  readonly spread?: true;
  /** The variable of the shell of which it is the default. */
  readonly input?: string;
  /** The site of what follows the first `from` characters. */
  readonly tail?: (from: number) => number;
}

/** What decides the options of a script besides their defaults. */
export interface ParserInputs {
  /** Arguments of a launch command; undefined where the script is read by itself. */
  readonly argv?: readonly GivenText[];
  readonly environment?: ReadonlyMap<string, GivenText>;
  /** What a YAML or JSON file of the project holds, by its path as a script names it; undefined where it cannot be read. */
  readonly data?: (path: string) => DataNode | undefined;
}

/** A file of data as a tree with places. `raw`: a scalar as it is written, where it stands without quotes. */
export type DataNode =
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      readonly raw?: string;
      readonly site: number;
    }
  | { readonly kind: 'list'; readonly items: readonly DataNode[]; readonly site: number }
  | {
      readonly kind: 'object';
      readonly entries: readonly (readonly [key: string, node: DataNode])[];
      readonly site: number;
    };

/** The rest of an argument, behind `--name=`. */
export function tailOf(given: GivenText, from: number): GivenText {
  return {
    ...given,
    text: given.text.slice(from),
    site: given.tail?.(from) ?? given.site,
  };
}
