import type { OpenedFile } from "../../../lib/sharing/index.ts";

/** How a file is shown in the page. */
export type PreviewKind =
  | "image"
  | "video"
  | "audio"
  | "pdf"
  | "dicom"
  | "markdown"
  | "csv"
  | "json"
  | "html"
  | "zip"
  | "text";

const TYPES: readonly (readonly [RegExp, PreviewKind])[] = [
  [/^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml)$/, "image"],
  [/^video\/(mp4|webm|ogg|quicktime)$/, "video"],
  [/^audio\/(mpeg|mp4|ogg|wav|x-wav|wave|vnd\.wave|webm|flac|aac)$/, "audio"],
  [/^application\/pdf$/, "pdf"],
  [/^(application|image)\/dicom$/, "dicom"],
  [/^text\/(x-)?markdown$/, "markdown"],
  [/^text\/(csv|tab-separated-values)$/, "csv"],
  [/^application\/([\w.-]+\+)?json$/, "json"],
  [/^(text\/html|application\/xhtml\+xml)$/, "html"],
  [/^application\/(zip|x-zip-compressed|java-archive|epub\+zip)$/, "zip"],
  [/^text\/|^application\/(xml|x-yaml|yaml|toml)$/, "text"],
];

/** For files whose type the author's computer did not know: by the end of their names. */
const ENDINGS: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  bmp: "image/bmp",
  svg: "image/svg+xml",
  mp4: "video/mp4",
  m4v: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  wav: "audio/wav",
  flac: "audio/flac",
  pdf: "application/pdf",
  dcm: "application/dicom",
  dicom: "application/dicom",
  md: "text/markdown",
  markdown: "text/markdown",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  json: "application/json",
  html: "text/html",
  htm: "text/html",
  zip: "application/zip",
  jar: "application/java-archive",
  epub: "application/epub+zip",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
  toml: "application/toml",
  txt: "text/plain",
  log: "text/plain",
};

type Named = Pick<OpenedFile, "name" | "mediaType">;

/** A file's media type without parameters: the author's, else by its name; empty if neither says. */
export function mediaTypeOf({ name, mediaType }: Named): string {
  const type = mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  const isKnown = type !== "" && type !== "application/octet-stream" && type !== "text/plain";
  if (isKnown) return type;
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return ENDINGS[ending] ?? type;
}

/** How a file can be shown; null where it can only be downloaded. */
export function previewKindOf(file: Named): PreviewKind | null {
  const type = mediaTypeOf(file);
  return TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? null;
}

const MIB = 2 ** 20;

/** Above so many bytes a file is not shown, only downloaded: it would have to be held in memory. */
export const LARGEST: Readonly<Record<PreviewKind, number>> = {
  image: 64 * MIB,
  video: 64 * MIB,
  audio: 64 * MIB,
  pdf: 64 * MIB,
  dicom: 64 * MIB,
  markdown: 2 * MIB,
  csv: 16 * MIB,
  json: 8 * MIB,
  html: 8 * MIB,
  zip: 64 * MIB,
  text: 8 * MIB,
};
