// The site's only worker, in parts, each of which answers for addresses of its own and leaves all others
// alone: `shell.js` for the site's files (they are here without a network), `media.js` for files that a
// page decrypts range by range, `download.js` for those that it decrypts from end to end. `files.js` is written by the build: scripts/site/worker-files.ts.
importScripts("worker/files.js", "worker/shell.js", "worker/media.js", "worker/download.js");
