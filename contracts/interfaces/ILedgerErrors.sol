// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RecordId} from "../types/RecordId.sol";

/// @title ILedgerErrors
/// @notice Why the ledger refuses.
interface ILedgerErrors {
    /* RECORDS */

    /// @notice Thrown when there is no such record.
    error Ledger_UnknownRecord(RecordId record);

    /// @notice Thrown when the caller has already created a record with that salt.
    error Ledger_RecordExists(RecordId record);

    /// @notice Thrown when the record has been closed for good.
    error Ledger_RecordClosed(RecordId record);

    /// @notice Thrown when somebody other than the record's owner does what only the owner may.
    error Ledger_NotOwner(RecordId record, address caller);

    /// @notice Thrown when the record has moved on to another generation: all leases were ended, or the owner changed.
    error Ledger_WrongGeneration(RecordId record, uint256 given, uint256 actual);

    /// @notice Thrown when the record has moved on to another epoch: a rotation landed first.
    error Ledger_WrongEpoch(RecordId record, uint256 given, uint256 actual);

    /// @notice Thrown when a lease was ended since the signature was made.
    error Ledger_WrongRevocations(RecordId record, uint256 given, uint256 actual);

    /// @notice Thrown when a record in its last generation would change hands.
    error Ledger_GenerationExhausted(RecordId record);

    /// @notice Thrown when a record in its last epoch would be rotated.
    error Ledger_EpochExhausted(RecordId record);

    /// @notice Thrown when a journal has no number left for the event.
    error Ledger_JournalFull();

    /// @notice Thrown when a digest or a root is zero where it has to name something.
    error Ledger_DigestEmpty();

    /* ENTRIES */

    /// @notice Thrown when there is nothing to publish.
    error Ledger_NoPublications();

    /// @notice Thrown when the author is neither the owner nor holds a live lease with WRITE on the section, and when
    /// there is no such section.
    error Ledger_MayNotPublish(RecordId record, address author, uint256 section);

    /// @notice Thrown when somebody else's entry landed first.
    error Ledger_HeadMoved(RecordId record, uint256 section, bytes32 expected, bytes32 actual);

    /// @notice Thrown when an entry is sealed under a slice that has not begun.
    error Ledger_SliceInFuture(uint256 slice, uint256 current);

    /// @notice Thrown when an entry is sealed under a slice more than 5 before the current one.
    error Ledger_SliceTooOld(uint256 slice, uint256 current);

    /* LEASES */

    /// @notice Thrown when rights are neither READ nor READ and WRITE.
    error Ledger_RightsInvalid(uint256 rights);

    /// @notice Thrown when no section is named.
    error Ledger_NoSections();

    /// @notice Thrown when a lease would begin, or the data that it covers would, no earlier than it ends.
    error Ledger_WindowEmpty(uint256 start, uint256 expiresAt);

    /// @notice Thrown when a lease would be over before it is granted.
    error Ledger_AlreadyOver(uint256 expiresAt, uint256 current);

    /// @notice Thrown when the account is zero, or the record's owner, and the call makes no sense for it.
    error Ledger_AccountInvalid(address account);

    /// @notice Thrown when there is no grant to revoke.
    error Ledger_NoGrant(RecordId record, address account);

    /// @notice Thrown when the root has been granted already.
    error Ledger_RootExists(RecordId record, bytes32 root);

    /// @notice Thrown when the root is not granted.
    error Ledger_NoRoot(RecordId record, bytes32 root);

    /// @notice Thrown when there are no leaves to revoke.
    error Ledger_NoLeaves();

    /* REQUESTS AND TRANSFER */

    /// @notice Thrown when a request is for no time at all.
    error Ledger_DurationZero();

    /// @notice Thrown when the account has not asked for access, or has been answered.
    error Ledger_NoRequest(RecordId record, address account);

    /// @notice Thrown when the record is not on offer, or not to that account.
    error Ledger_NoOffer(RecordId record, address account);

    /* SIGNATURES */

    /// @notice Thrown when a signature comes after its deadline.
    error Ledger_SignatureExpired(uint256 deadline);

    /// @notice Thrown when the nonce was used or cancelled.
    error Ledger_NonceUsed(address signer, uint256 nonce);

    /// @notice Thrown when the signature is not the signer's, or is for something else.
    error Ledger_SignatureInvalid(address signer);
}
