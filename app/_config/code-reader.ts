/** Reads the text of a code that a camera sees; null while it sees none. */
export type CodeReader = (video: HTMLVideoElement) => Promise<string | null>;

/** Of the browser, where it has one (Shape Detection API); not among TypeScript's types. */
interface BarcodeDetector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
interface BarcodeDetectorClass {
  new (options: { formats: string[] }): BarcodeDetector;
  getSupportedFormats: () => Promise<string[]>;
}

/** The browser's own reader of QR codes, or one that is loaded now. */
export async function createCodeReader(): Promise<CodeReader> {
  const { BarcodeDetector: Own } = globalThis as { BarcodeDetector?: BarcodeDetectorClass };
  const formats = (await Own?.getSupportedFormats().catch(() => [])) ?? [];
  if (Own !== undefined && formats.includes("qr_code")) {
    const detector = new Own({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: jsQr } = await import("jsqr");
  const canvas = document.createElement("canvas");
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    if (paper === null || width === 0 || height === 0) return null;
    canvas.width = width;
    canvas.height = height;
    paper.drawImage(video, 0, 0);
    const { data } = paper.getImageData(0, 0, width, height);
    return jsQr(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
  };
}
