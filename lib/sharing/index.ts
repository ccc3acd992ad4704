/** The library's entry: everything that an app needs to share. */

/** What looks after copies and the network ({@link ./upkeep.ts}): it loads when it is asked for. */
export const loadUpkeep = () => import("./upkeep.ts");

export { hasCode, LeaseholdError } from "../error.ts";
export type { Consistency } from "../ledger/ledger.ts";
export type { NodeHealth, NodeState } from "../ledger/nodes/node-health.ts";
export { SLICE_SECONDS, sliceOf, sliceStart } from "../slice.ts";
export type { CacheUse } from "../storage/cache-store.ts";
export type { DeviceStorage } from "../storage/persistence.ts";
export { deviceStorage, requestPersistence } from "../storage/persistence.ts";
export type { ManagedStore } from "../storage/store.ts";
export type { StoreHealth } from "../storage/store-health.ts";
export type { Account, IdentityOrigin, Reader, UnlockedAccount, Wallet } from "./account.ts";
export { sameAddress } from "./address.ts";
export { healthOfNodes, nodeHealth, watchChain } from "./chain-health.ts";
export type { Choices, StoreChoice } from "./choices.ts";
export {
  addNode,
  addStore,
  ChoiceError,
  DEFAULT_CHOICES,
  MAX_CONFIRMATIONS,
  MIN_CACHE_BYTES,
  parseChoices,
} from "./choices.ts";
export type { Context, ContextParts } from "./context.ts";
export { changeChoices, createContext, forget } from "./context.ts";
export type { RecordCopies, StoreCopies } from "./copies/copies.ts";
export type { Garbage } from "./copies/garbage.ts";
export type { StoreState } from "./copies/store-states.ts";
export type { SharingErrorCode } from "./errors.ts";
export { hasEndedAccess, isCancelled, SharingError } from "./errors.ts";
export type { Archive } from "./export/archive.ts";
export { archiveContext, openArchive, readArchive } from "./export/archive.ts";
export type { ExportProgress } from "./export/export-progress.ts";
export type { ExportOptions } from "./export/export-records.ts";
export { exportRecords, lentRecords } from "./export/export-records.ts";
export { safePath } from "./export/file-names.ts";
export type { ImportOutcome, ImportProgress } from "./export/import-blocks.ts";
export { importBlocks } from "./export/import-blocks.ts";
export type { ZippedFile } from "./export/zip-files.ts";
export { zipFiles } from "./export/zip-files.ts";
export { changeIdentity } from "./identity/change-identity.ts";
export { addLock, locksOf, removeLock } from "./identity/change-locks.ts";
export type { RecordSeal, RecordsRenewal } from "./identity/identity-state.ts";
export { identityState, renewRecords } from "./identity/identity-state.ts";
export type { FactorAnswer, LockDraft, LockSummary } from "./identity/locks.ts";
export type { IdentityDraft } from "./identity/make-identity.ts";
export { makeIdentity } from "./identity/make-identity.ts";
export type { Passkeys } from "./identity/passkeys.ts";
export { createPasskeys } from "./identity/passkeys.ts";
export { recoveryCode, unlockWithCode } from "./identity/recovery.ts";
export type { FactorQuestion, UnlockOptions } from "./identity/unlock.ts";
export { unlock } from "./identity/unlock.ts";
export type { AsOf, Recalled } from "./last-known.ts";
export { accountAsOf, lastKnown, readOrRecall, recordAsOf } from "./last-known.ts";
export { leafSealingBy } from "./leaf-sealing.ts";
export { grant } from "./leases/grant.ts";
export { grantMany } from "./leases/grant-many.ts";
export { grantRoot } from "./leases/grant-root.ts";
export type { Lease, LeaseState } from "./leases/lease.ts";
export { leaseStateAt } from "./leases/lease.ts";
export { revoke, revokeLeaves, revokeMany } from "./leases/revoke.ts";
export { revokeAll, revokeRoot } from "./leases/revoke-all.ts";
export type { GrantTerms, SharedTerms } from "./leases/terms.ts";
export type { CreatedLink } from "./links/create-link.ts";
export { createLink } from "./links/create-link.ts";
export type { Link } from "./links/link.ts";
export { decodeLink, encodeLink } from "./links/link.ts";
export { leaseOfLink, openLink } from "./links/open-link.ts";
export type { OwnLink } from "./links/own-links.ts";
export { linksOf } from "./links/own-links.ts";
export type { Memory } from "./memory.ts";
export { createBrowserMemory, createVolatileMemory } from "./memory.ts";
export type { Network } from "./network.ts";
export { DEVNET_CHAIN_ID, NetworkError, parseNetwork } from "./network.ts";
export type { Cost, Progress, SendWatch, Watch } from "./progress.ts";
export { isPublished, publishKey } from "./publish-key.ts";
export type { PublishedKey } from "./published-key.ts";
export { findKey, readableFingerprint } from "./published-key.ts";
export type { DrainOutcome } from "./queue/drain.ts";
export { keepCreation } from "./queue/keep-creation.ts";
export { keepGrant } from "./queue/keep-grant.ts";
export type { QueuedDraft } from "./queue/keep-publication.ts";
export { keepPublication } from "./queue/keep-publication.ts";
export type { Locks } from "./queue/locks.ts";
export type { Queued } from "./queue/queue.ts";
export {
  countQueue,
  keepSigned,
  listQueue,
  postponeQueued,
  queuedBlocks,
  removeQueued,
  retryQueued,
} from "./queue/queue.ts";
export { sendQueue } from "./queue/send-queue.ts";
export type { Activity, ActivityKind, ActivityTerms } from "./records/activity.ts";
export { accountActivity, recordActivity } from "./records/activity.ts";
export { closeRecord } from "./records/close.ts";
export type { EntryDraft } from "./records/content.ts";
export type { RecordDraft } from "./records/create.ts";
export { createRecord } from "./records/create.ts";
export type { FileHandle, FileReader } from "./records/file-reader.ts";
export { openFileReader } from "./records/file-reader.ts";
export type { FileSource } from "./records/file-source.ts";
export { readFile, readFileRange } from "./records/files.ts";
export type { ListedLease, ListedRoot, RecordSummary } from "./records/lists.ts";
export {
  blockTime,
  chainTime,
  listLeases,
  listLent,
  listOwned,
  listRoots,
} from "./records/lists.ts";
export type {
  EntryPage,
  OpenedEntry,
  OpenedFile,
  OpenedRecord,
  OpenedSection,
  RecordCover,
} from "./records/open.ts";
export { ENTRIES_A_PAGE, openCover, openOlder, openRecord } from "./records/open.ts";
export type { RecordOutline } from "./records/outline.ts";
export { outlineOf } from "./records/outline.ts";
export type { PublishDraft } from "./records/publish.ts";
export { addSection, publishEntry } from "./records/publish.ts";
export type { LeafSealing } from "./records/seal-leaf.ts";
export { sealLeaf } from "./records/seal-leaf.ts";
export type { FileSignature, SignedFile } from "./records/signed-file.ts";
export { checkFile, encodeFileSignature, signFile } from "./records/signed-file.ts";
export type { UnreadableRecord } from "./records/unreadable.ts";
export type { BareParts } from "./recovery/bare-context.ts";
export { bareContext, openArchives, readerOfCode } from "./recovery/bare-context.ts";
export { forgetRecord, rememberedRecords, rememberRecord } from "./remembered.ts";
export { approveRequest, declineRequest } from "./requests/answer-request.ts";
export { forgetAsked } from "./requests/asked-memory.ts";
export type { PendingRequest } from "./requests/list-requests.ts";
export { listRequests } from "./requests/list-requests.ts";
export type { OwnRequest, RequestState } from "./requests/own-requests.ts";
export { listOwnRequests, ownRequest } from "./requests/own-requests.ts";
export type { RequestTerms } from "./requests/request-access.ts";
export { requestAccess, withdrawRequest } from "./requests/request-access.ts";
export { cancelSigned } from "./signed/cancel-signed.ts";
export { sendSigned } from "./signed/send-signed.ts";
export { signGrant } from "./signed/sign-grant.ts";
export { signPublication } from "./signed/sign-publication.ts";
export { signRevoke } from "./signed/sign-revoke.ts";
export type { ListedSigned } from "./signed/signed-list.ts";
export { listSigned } from "./signed/signed-list.ts";
export { forgetSigned } from "./signed/signed-memory.ts";
export type { SignedMessage } from "./signed/signed-message.ts";
export type { SignedState } from "./signed/signed-state.ts";
export { signedState } from "./signed/signed-state.ts";
export { decodeSigned, encodeSigned } from "./signed/signed-text.ts";
export type { StoreInfo } from "./stores.ts";
export { healthOfStores, openNode, openStore, storesOf } from "./stores.ts";
export { awaitTransaction } from "./transact.ts";
export { acceptRecord, openOffer } from "./transfer/accept.ts";
export { offerRecord } from "./transfer/offer.ts";
export type { ListedOffer } from "./transfer/offers.ts";
export { declineOffer, listOffers } from "./transfer/offers.ts";
export type { Renewal } from "./transfer/renew.ts";
export { finishRenewal, renewSecret } from "./transfer/renew.ts";
export { renewalLeft } from "./transfer/renewal-left.ts";
export { withdrawOffer } from "./transfer/withdraw.ts";
export type { Pause } from "./uploads/pause.ts";
export { createPause } from "./uploads/pause.ts";
export type { UploadOptions } from "./uploads/run-upload.ts";
export type { UnfinishedUpload, UploadFile } from "./uploads/uploads.ts";
export { discardUpload, listUploads, resumeUpload } from "./uploads/uploads.ts";
