/** What is said about failures of stores, about addresses that a person enters, and about uploads. */
export const STORAGE_COPY: Readonly<Record<string, { title: string; help: string }>> = {
  "choice/bad-address": {
    title: "This is not such an address",
    help: "Enter a whole address, such as https://node.example.org, without a name or password in it.",
  },
  "choice/unsafe-address": {
    title: "The way to this address is not safe",
    help: "An address begins with https: (or wss: for a node of the chain). Only one on this computer, localhost or 127.0.0.1, may do without.",
  },
  "choice/double": {
    title: "This address is there already",
    help: "Nothing was added.",
  },
  "choice/too-many": {
    title: "There are too many",
    help: "Remove one that you do not need first.",
  },
  "choice/no-token": {
    title: "The token is missing",
    help: "A pinning service asks for one: you find it in your account there.",
  },
  "choice/no-staging": {
    title: "No IPFS node could hand blocks to it",
    help: "A pinning service fetches what it keeps from an IPFS node. Add a node that it can reach first.",
  },
  "choice/not-it": {
    title: "Something else answers there",
    help: "It is not a node of this network's chain. Check the address.",
  },
  "storage/unavailable": {
    title: "The storage does not answer",
    help: "The encrypted data cannot be fetched or kept right now. Try again in a moment.",
  },
  "storage/not-found": {
    title: "The encrypted data is not there",
    help: "No storage that this site knows has it. Whoever published it can bring it back by opening it.",
  },
  "storage/full": {
    title: "The storage is full",
    help: "What this device holds for speed has made way already; the rest is held nowhere else. Free some space on this device, or look at Network to see which store is full.",
  },
  "storage/too-few-copies": {
    title: "Too few copies were stored",
    help: "The storage took too little of it to be safe. Nothing has been published. Try again.",
  },
  "storage/wrong-block": {
    title: "The storage sent something else",
    help: "What it sent was not what was asked for, so it was thrown away. Try again.",
  },
  "sharing/files-needed": {
    title: "Choose the files again",
    help: "To go on with this upload, choose the same files once more. What is stored already is not sent again.",
  },
  "sharing/no-upload": {
    title: "This upload cannot go on",
    help: "It is not on this device any more, or was changed by something else. Discard it and publish the files anew.",
  },
  "sharing/upload-elsewhere": {
    title: "Another window is at this upload",
    help: "Watch it there, or close that window and try again.",
  },
};
