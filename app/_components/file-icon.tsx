import {
  File,
  FileArchive,
  FileAudio,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
} from "lucide-react";

/** A picture of what kind of file it is, by its media type. */
export function FileIcon({ mediaType }: { mediaType: string }) {
  const Icon = iconOf(mediaType);
  return <Icon size={20} className="shrink-0 text-muted" aria-hidden />;
}

function iconOf(mediaType: string) {
  if (mediaType.startsWith("image/")) return FileImage;
  if (mediaType.startsWith("audio/")) return FileAudio;
  if (mediaType.startsWith("video/")) return FileVideo;
  if (/csv|excel|spreadsheet/.test(mediaType)) return FileSpreadsheet;
  if (/zip|tar|gzip|compressed/.test(mediaType)) return FileArchive;
  if (mediaType.startsWith("text/") || /pdf|json|xml|document/.test(mediaType)) return FileText;
  return File;
}
