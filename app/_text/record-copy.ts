/** What is said where a lease or a section cannot be made as it was meant, or in part only. */
export const RECORD_COPY: Readonly<Record<string, { title: string; help: string }>> = {
  "sharing/partly-done": {
    title: "Some are done, some are not",
    help: "It took several transactions, and one of them failed. Do it again: only what is left will be sent.",
  },
  "sharing/bad-terms": {
    title: "These terms do not work",
    help: "Check the sections and the times: the end must be in the future and after the start.",
  },
  "sharing/lease-over": {
    title: "The lease to be changed is over",
    help: "It ended or was changed meanwhile, so nothing was lent. Close this and look at who may read the record now.",
  },
  "sharing/section-taken": {
    title: "Another section was added meanwhile",
    help: "Another device of yours took the number of this one, so it gets the next, and its files have to be encrypted anew. Nothing is lost: choose all of its files, and go on.",
  },
  "sharing/full": {
    title: "This record is full",
    help: "A record has 128 sections at most. Start another record.",
  },
  "sharing/already-there": {
    title: "This is published already",
    help: "An earlier attempt went through. There is nothing left to do.",
  },
};
