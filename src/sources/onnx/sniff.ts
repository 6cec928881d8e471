/** What a file that is no ONNX model is instead, with the way out; undefined where its first bytes do not say. */
export interface Foreign {
  readonly what: string;
  readonly help?: string;
}

const EXPORT = 'export the network to ONNX and give that file';

export function sniff(head: Uint8Array, size: number): Foreign | undefined {
  if (size === 0) return { what: 'is empty', help: 'export or download it again' };
  const text = String.fromCharCode(...head.subarray(0, 512));
  const at = (offset: number, word: string): boolean => text.startsWith(word, offset);
  if (at(0, 'version https://git-lfs')) {
    return { what: 'is a Git LFS pointer, not the model itself', help: 'fetch the model with: git lfs pull' };
  }
  if (at(4, 'ORTM')) {
    return {
      what: 'is a model in ONNX Runtime’s own format (.ort)',
      help: 'give the ONNX file that it was converted from',
    };
  }
  if (at(4, 'TFL3')) return { what: 'is a TensorFlow Lite model', help: EXPORT };
  if (at(0, 'PK\x03\x04')) {
    return { what: 'is a zip archive (a PyTorch checkpoint, or a packed model)', help: 'unpack it, or export to ONNX' };
  }
  if (at(0, '\x1f\x8b')) return { what: 'is compressed with gzip', help: 'unpack it first' };
  if (at(0, 'BZh') || at(0, '\xfd7zXZ') || at(0, '7z\xbc\xaf') || at(0, 'Rar!') || at(0, '\x28\xb5\x2f\xfd')) {
    return { what: 'is an archive', help: 'unpack it first' };
  }
  if (at(257, 'ustar')) return { what: 'is a tar archive', help: 'unpack it first' };
  if (at(0, '\x89HDF\r\n')) return { what: 'is an HDF5 file (Keras weights)', help: EXPORT };
  if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 9) <= 5)
    return { what: 'is a Python pickle (a PyTorch checkpoint)', help: EXPORT };
  if (/^[\s\S]{8}\{"/.test(text) && at(6, '\0\0'))
    return { what: 'is a safetensors file (weights only)', help: EXPORT };
  if (at(0, '\x89PNG') || at(0, '\xff\xd8\xff') || at(0, 'GIF8')) return { what: 'is an image' };
  if (at(0, '%PDF')) return { what: 'is a PDF' };
  if (at(0, '\x7fELF') || at(0, 'MZ')) return { what: 'is a program' };
  if (at(0, 'NUMPY') || at(0, '\x93NUMPY')) return { what: 'is a NumPy array', help: EXPORT };
  if (/^\s*(?:<!doctype|<html|<\?xml)/i.test(text)) {
    return { what: 'is a web page', help: 'download the model itself' };
  }
  if (/^\s*(?:#[^\n]*\n\s*)*(?:ir_version|producer_name|graph|opset_import)\s*[:{]/.test(text)) {
    return {
      what: 'is an ONNX model as text',
      help: 'convert it to binary, such as with onnx.load(…, format="textproto") and onnx.save',
    };
  }
  if (/^\s*<\s*ir_version\s*:/.test(text))
    return { what: 'is an ONNX model in text syntax', help: 'save it as binary' };
  if (/^\s*[{[]/.test(text) && printable(head)) return { what: 'is JSON, not an ONNX model' };
  if (printable(head)) return { what: 'is a text file, not an ONNX model' };
  return undefined;
}

/** Whether all bytes are text; a file of a few bytes may be a tiny model by chance, so it must have letters. */
function printable(head: Uint8Array): boolean {
  return (
    head.length >= 8 &&
    head.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) &&
    !head.includes(0x7f)
  );
}
