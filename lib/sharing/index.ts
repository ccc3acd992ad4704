/** The library's entry: everything that an app needs to share. */

export { hasCode, LeaseholdError } from "../error.ts";
export { SLICE_SECONDS, sliceOf, sliceStart } from "../slice.ts";
export type { Account, Reader, Wallet } from "./account.ts";
export { unlock } from "./account.ts";
export { sameAddress } from "./address.ts";
export type { Context, ContextParts } from "./context.ts";
export { createContext, forget } from "./context.ts";
export type { SharingErrorCode } from "./errors.ts";
export { hasEndedAccess, isCancelled, SharingError } from "./errors.ts";
export { grant } from "./leases/grant.ts";
export { grantMany } from "./leases/grant-many.ts";
export { grantRoot } from "./leases/grant-root.ts";
export type { Lease, LeaseState } from "./leases/lease.ts";
export { leaseStateAt } from "./leases/lease.ts";
export { revoke, revokeLeaves, revokeMany } from "./leases/revoke.ts";
export { revokeAll, revokeRoot } from "./leases/revoke-all.ts";
export type { GrantTerms, SharedTerms } from "./leases/terms.ts";
export type { Memory } from "./memory.ts";
export { createBrowserMemory, createVolatileMemory } from "./memory.ts";
export type { Network } from "./network.ts";
export { DEVNET_CHAIN_ID, NetworkError, parseNetwork } from "./network.ts";
export type { Cost, Progress, SendWatch, Watch } from "./progress.ts";
export { publishKey } from "./publish-key.ts";
export type { PublishedKey } from "./published-key.ts";
export { findKey, readableFingerprint } from "./published-key.ts";
export { closeRecord } from "./records/close.ts";
export type { EntryDraft } from "./records/content.ts";
export type { RecordDraft } from "./records/create.ts";
export { createRecord } from "./records/create.ts";
export type { FileHandle, FileSource } from "./records/files.ts";
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
export type { OpenedEntry, OpenedFile, OpenedRecord, OpenedSection } from "./records/open.ts";
export { openRecord } from "./records/open.ts";
export type { PublishDraft } from "./records/publish.ts";
export { addSection, publishEntry } from "./records/publish.ts";
export { forgetRecord, rememberedRecords, rememberRecord } from "./remembered.ts";
export { approveRequest, declineRequest } from "./requests/answer-request.ts";
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
export { openStore } from "./stores.ts";
export { awaitTransaction } from "./transact.ts";
export { offerRecord, withdrawOffer } from "./transfer/offer.ts";
