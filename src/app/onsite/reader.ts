// Reads codes in pictures: by the browser where it can, else by zxing (WebAssembly, from this origin, loaded when the camera is first used).

type Picture = HTMLVideoElement | ImageBitmap;
/** @returns text of the first code in the picture; null for none */
export type CodeReader = (picture: Picture) => Promise<string | null>;

/** The Barcode Detection API, which TypeScript does not know yet. */
interface Detector {
  detect(picture: Picture): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const FORMATS = ["qr_code", "data_matrix", "code_128", "code_39", "ean_13"];
/** Longest side of a picture that zxing is given, px: enough for a code that fills a quarter of it. */
const LONGEST_PX = 960;

export async function openReader(): Promise<CodeReader> {
  return (await byBrowser().catch(() => null)) ?? byZxing();
}

async function byBrowser(): Promise<CodeReader | null> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  if (!BarcodeDetector) return null;
  const known = await BarcodeDetector.getSupportedFormats();
  if (!known.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
}

async function byZxing(): Promise<CodeReader> {
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
    import("zxing-wasm/reader"),
    import("zxing-wasm/reader/zxing_reader.wasm?url"),
  ]);
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  return async (picture) => {
    const isVideo = picture instanceof HTMLVideoElement;
    const width = isVideo ? picture.videoWidth : picture.width;
    const height = isVideo ? picture.videoHeight : picture.height;
    if (width === 0 || height === 0) return null;
    const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), {
      formats: ["QRCode", "DataMatrix", "Code128", "Code39", "EAN13"],
      maxNumberOfSymbols: 1,
    });
    return found[0]?.text ?? null;
  };
}
