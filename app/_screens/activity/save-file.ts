/** How long the browser is given to begin saving, in milliseconds. */
const SAVING = 60_000;

/** Hands a file to the browser to save; never under a type that it might show as a page of this site. */
export function saveFile({ name, bytes }: { name: string; bytes: Uint8Array<ArrayBuffer> }): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), SAVING);
}
