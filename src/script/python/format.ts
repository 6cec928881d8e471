import type { Primitive } from '../value.ts';

/** A float as Python writes it: shortest digits, an exponent below 1e-4 and from 1e16 on. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent >= 21) return value.toString();
  const plain = exponent < 0 ? expand(mantissa, exponent) : value.toString();
  return plain.includes('.') ? plain : `${plain}.0`;
}

function expand(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
}

/** What `str` gives. */
export function pythonText({ value, float }: Primitive): string | undefined {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return float ? floatText(value) : String(value);
  return undefined;
}

/** What `repr` gives. */
export function pythonRepr(primitive: Primitive): string | undefined {
  if (typeof primitive.value !== 'string') return pythonText(primitive);
  const text = primitive.value;
  if (/[^\x20-\x7e]/.test(text) || text.includes('\\')) return undefined;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return `${quote}${quote === "'" ? text.replaceAll("'", "\\'") : text}${quote}`;
}

/** What `format(value, specifier)` gives; undefined where the specifier is not understood. */
export function formatValue(primitive: Primitive, specifier: string): string | undefined {
  if (specifier === '') return pythonText(primitive);
  const match = /^(?:(.)?([<>^]))?([+ ])?(0)?(\d+)?(,)?(?:\.(\d+))?([dfFeEgs%])?$/.exec(specifier);
  if (match === null) return undefined;
  const [, fill = ' ', align, sign = '', zero, width, comma, precision, type] = match;
  const { value, float } = primitive;
  if (comma !== undefined || type === 'g') return undefined;
  let text: string | undefined;
  if (typeof value === 'string' && (type === undefined || type === 's'))
    text = precision === undefined ? value : value.slice(0, Number(precision));
  else if (typeof value === 'number' && Number.isFinite(value)) text = numberText(value, float, type, precision);
  if (text === undefined) return undefined;
  if (typeof value === 'number' && value >= 0 && sign !== '') text = `${sign}${text}`;
  const size = Number(width ?? 0);
  if (size > 1000) return undefined;
  if (zero !== undefined && align === undefined) {
    const negative = /^[-+ ]/.exec(text)?.[0] ?? '';
    return typeof value === 'number'
      ? negative + text.slice(negative.length).padStart(size - negative.length, '0')
      : undefined;
  }
  const side = align ?? (typeof value === 'string' ? '<' : '>');
  if (side === '<') return text.padEnd(size, fill);
  if (side === '>') return text.padStart(size, fill);
  return undefined;
}

function numberText(
  value: number,
  float: boolean,
  type: string | undefined,
  precision: string | undefined,
): string | undefined {
  const digits = Number(precision ?? 6);
  if (digits > 15) return undefined;
  if (type === 'd' || (type === undefined && !float && precision === undefined))
    return float ? undefined : String(value);
  if (type === 'f' || type === 'F') return exactFixed(value, digits);
  if (type === '%') return undefined;
  if (type === 'e' || type === 'E') {
    const text = value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
    return type === 'E' ? text.toUpperCase() : text;
  }
  return type === undefined && precision === undefined ? floatText(value) : undefined;
}

/** Both languages round the exact binary value; beyond 1e21 JavaScript changes its notation. */
const exactFixed = (value: number, digits: number): string | undefined =>
  Math.abs(value) < 1e21 ? value.toFixed(digits) : undefined;

/** `'…%d…' % values`; undefined where something in it is not understood. */
export function percentFormat(text: string, values: readonly Primitive[]): string | undefined {
  let at = 0;
  let failed = false;
  const result = text.replace(
    /%(?:%|([-+0 ]*)(\d+)?(?:\.(\d+))?([a-zA-Z]))/g,
    (whole, flags = '', width, precision, type) => {
      if (whole === '%%') return '%';
      const value = values[at];
      at++;
      if (value === undefined) {
        failed = true;
        return '';
      }
      const made =
        type === 's'
          ? pythonText(value)
          : type === 'r'
            ? pythonRepr(value)
            : formatValue(value, `${precision === undefined ? '' : `.${precision}`}${type === 'i' ? 'd' : type}`);
      if (made === undefined || flags.includes('+') || flags.includes(' ')) failed = true;
      const size = Number(width ?? 0);
      if (size > 1000) failed = true;
      const shown = made ?? '';
      return flags.includes('-')
        ? shown.padEnd(size)
        : flags.includes('0')
          ? shown.padStart(size, '0')
          : shown.padStart(size);
    },
  );
  return failed || at !== values.length ? undefined : result;
}
