/** What looks after copies, stores and nodes. An entry of its own: few visits need it. */

export { copiesOf, restoreCopies } from "./copies/copies.ts";
export { findGarbage, removeGarbage } from "./copies/garbage.ts";
export { rememberedGarbage, rememberGarbage, sizeOfGarbage } from "./copies/garbage-memory.ts";
export { keepCopies } from "./copies/keep-copies.ts";
export { deviceUse, storeStates } from "./copies/store-states.ts";
export { probeNode, probeStore } from "./probe.ts";
