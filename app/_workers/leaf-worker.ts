// Encrypts and hashes what is being stored, so that the page stays free for the person at it.
import type { LeafWorker } from "../../lib/sharing/leaf-sealing.ts";
import { answerLeaves } from "../../lib/sharing/leaf-sealing.ts";

const page = self as unknown as LeafWorker;
answerLeaves(page);
page.postMessage("ready", []);
