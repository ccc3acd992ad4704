// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Journal} from "../types/Journal.sol";
import {Lease} from "../types/Lease.sol";
import {Recipient} from "../types/Recipient.sol";
import {RecordId} from "../types/RecordId.sol";
import {Request} from "../types/Request.sol";
import {Stamp} from "../types/Stamp.sol";
import {ILedgerErrors} from "./ILedgerErrors.sol";
import {ILedgerEvents} from "./ILedgerEvents.sol";

/// @title ILedger
/// @notice Who owns which record, and who may read or write which of its sections until when.
///
/// Who may do what:
/// - Anyone: create records of their own, ask for access, read everything here.
/// - The owner of a record: publish, lend, end leases, rotate, decline, offer, close.
/// - A live grantee with WRITE: publish to the sections of the grant.
/// - Whoever was offered a record: accept it.
/// - Whoever carries a signature of one of these: send it.
/// Nobody else can do anything: there is no administrator, no pause and no upgrade.
///
/// Trust: time is `block.timestamp`, in whole minutes ({Slice}); a chain whose sequencer lies about it lies about
/// leases by as much. The ledger holds digests, it cannot know whether blocks exist or say what they should.
///
/// A record has 128 sections; each has one head, the SHA-256 digest of its newest entry's block. Rotations hand out the
/// secrets of a new epoch. Calls with `epoch` and `rotation` rotate first, from `epoch` to the next one, if `rotation`
/// (the digest of the rotation block) is not 0.
interface ILedger is ILedgerErrors, ILedgerEvents {
    /* TYPES */

    /// @notice A record, as far as it can be read with a few words.
    struct Record {
        address owner;
        address pendingOwner;
        uint16 generation;
        uint24 epoch;
        uint32 revocations;
        bool closed;
        Journal journal;
    }

    /// @notice One new entry: compare-and-set of a section's head.
    struct Publication {
        Stamp stamp;
        bytes32 expectedHead;
        bytes32 newHead;
    }

    /// @notice One of several accounts to which something is lent on the same terms. Numbers of leaves are given out by
    /// the owner's devices and never used twice.
    struct Grantee {
        address account;
        uint32 leaf;
        bytes32 envelope;
    }

    /// @notice A lease under a root. The leaf of the Merkle tree is
    /// keccak256(keccak256(abi.encode(record, account, lease, envelope))), pairs are hashed in ascending order
    /// (OpenZeppelin's standard tree).
    struct Membership {
        address account;
        Lease lease;
        bytes32 envelope;
        bytes32[] proof;
    }

    /// @notice What makes an EIP-712 signature good once: a nonce of the signer that was never used, and the last unix
    /// second in which it may be sent.
    struct Authorization {
        uint256 nonce;
        uint256 deadline;
        bytes signature;
    }

    /* READS */

    /// @notice The id of the record that `owner` creates (or created) with `salt`.
    function recordId(address owner, bytes32 salt) external view returns (RecordId);

    /// @notice A record; all zero if there is none.
    function recordOf(RecordId record) external view returns (Record memory);

    /// @notice Several records.
    function recordsOf(RecordId[] calldata records) external view returns (Record[] memory);

    /// @notice The newest entry of a section; 0 if there is none.
    function headOf(RecordId record, uint8 section) external view returns (bytes32);

    /// @notice The newest entries of several sections.
    function headsOf(
        RecordId record,
        uint8[] calldata sections
    ) external view returns (bytes32[] memory);

    /// @notice The lease last granted to `account` and not revoked singly; 0 if there is none.
    /// @dev Warning: says nothing about whether it is live; ask {hasAccess}.
    function grantOf(RecordId record, address account) external view returns (Lease);

    /// @notice Whether `account` holds a grant that is live in this block and covers the section with all of `rights`.
    /// @dev The owner holds no lease of their own record: ask {recordOf}. Rooted leases need {hasAccessByProof}. No
    /// rights at all is never granted: false.
    function hasAccess(
        RecordId record,
        address account,
        uint8 section,
        uint8 rights
    ) external view returns (bool);

    /// @notice Whether the membership is a lease under a granted root, live in this block, that covers the section with
    /// all of `rights`. Whose lease it is stands in the membership.
    function hasAccessByProof(
        RecordId record,
        uint8 section,
        uint8 rights,
        Membership calldata membership
    ) external view returns (bool);

    /// @notice The leaf of the Merkle tree that stands for a lease.
    function leafHash(
        RecordId record,
        address account,
        Lease lease,
        bytes32 envelope
    ) external pure returns (bytes32);

    /// @notice Whether `root` is granted: in this generation, and not revoked.
    function hasRoot(RecordId record, bytes32 root) external view returns (bool);

    /// @notice Whether the rooted lease with that number in the lease tree was revoked singly.
    function isLeafRevoked(RecordId record, uint32 leaf) external view returns (bool);

    /// @notice What `account` asks for; 0 if it does not.
    function requestOf(RecordId record, address account) external view returns (Request);

    /// @notice The journals 'lent to me' and 'asked of me' of an account.
    function journalsOf(address account) external view returns (Journal lent, Journal asked);

    /// @notice The nonces `word` * 256 + i of an account, bit i set if used or cancelled.
    function nonces(address account, uint248 word) external view returns (uint256);

    /* RECORDS */

    /// @notice Creates a record of the caller's and publishes its first entries (there may be none).
    /// @dev Reverts if the caller has used `salt` before.
    function createRecord(
        bytes32 salt,
        Publication[] calldata publications
    ) external returns (RecordId record);

    /// @notice Publishes entries, all or none. For the owner, and for grantees with WRITE on every section named.
    /// @dev The epoch in each stamp must be the record's, the slice neither in the future nor more than 5 back: a
    /// transaction that was stuck must not land under a lock to which other people have the key.
    function publish(RecordId record, Publication[] calldata publications) external;

    /// @notice The same for the holder of a rooted lease with WRITE, which must be the caller's.
    function publishByProof(
        RecordId record,
        Publication[] calldata publications,
        Membership calldata membership
    ) external;

    /// @notice The same for `author`, who signed
    /// `Publish(bytes32 record,uint16 generation,Publication[] publications,uint256 nonce,uint256 deadline)`
    /// `Publication(uint8 section,uint32 slice,uint24 epoch,bytes32 expectedHead,bytes32 newHead)`.
    function publishBySig(
        RecordId record,
        address author,
        uint256 generation,
        Publication[] calldata publications,
        Authorization calldata authorization
    ) external;

    /// @notice Enters the next epoch.
    function rotate(RecordId record, uint256 epoch, bytes32 rotation) external;

    /// @notice Ends the record: no lease of it is ever live again, nothing can be published. Cannot be undone.
    function close(RecordId record) external;

    /* LEASES */

    /// @notice Lends to an account. Replaces what it was lent before.
    /// @dev The epoch in `to` must be the record's, the generation in the lease too: otherwise the envelope would lack
    /// the secrets that the grantee needs. To rotate first, use {grantMany} with one grantee.
    function grant(RecordId record, Recipient to, Lease lease, bytes32 envelope) external;

    /// @notice Lends to several accounts on the same terms: those of `terms`, with a leaf for each.
    function grantMany(
        RecordId record,
        Lease terms,
        Grantee[] calldata grantees,
        uint256 epoch,
        bytes32 rotation
    ) external;

    /// @notice The same as {grant} on the owner's signature of
    /// `Grant(bytes32 record,address account,uint32 leaf,uint32 notBefore,uint32 expiresAt,uint32 since,`
    /// `uint128 sections,uint8 rights,uint16 generation,bytes32 envelope,uint24 epoch,bytes32 rotation,`
    /// `uint32 revocations,uint256 nonce,uint256 deadline)`.
    /// @dev Bound to generation, epoch and number of revocations: whatever ended a lease since then voids it.
    function grantBySig(
        RecordId record,
        address account,
        Lease lease,
        bytes32 envelope,
        uint256 epoch,
        bytes32 rotation,
        uint32 revocations,
        Authorization calldata authorization
    ) external;

    /// @notice Ends the lease of an account.
    /// @dev Reverts if there is none. Does not touch rooted leases of the account: {revokeLeaves}.
    ///
    /// Warning: cancels signed grants that were made before it and are still unsent, to whomever.
    function revoke(RecordId record, address account, uint256 epoch, bytes32 rotation) external;

    /// @notice Ends the leases of several accounts, skipping those that hold none, so that one already ended elsewhere
    /// cannot keep the others alive.
    function revokeMany(
        RecordId record,
        address[] calldata accounts,
        uint256 epoch,
        bytes32 rotation
    ) external;

    /// @notice Ends all leases, rooted and signed ones included. Costs the same however many there are.
    /// @dev Without a rotation it never fails for the owner of an open record: in the last generation it closes the
    /// record.
    function revokeAll(RecordId record, uint256 epoch, bytes32 rotation) external;

    /// @notice The same as {revoke} on the owner's signature of
    /// `Revoke(bytes32 record,address account,uint16 generation,uint24 epoch,bytes32 rotation,uint256 nonce,`
    /// `uint256 deadline)`.
    /// @dev Warning: while it is unsent, unexpired and not cancelled, it can also end a lease granted after it was
    /// signed (in the same generation and epoch).
    function revokeBySig(
        RecordId record,
        address account,
        uint256 generation,
        uint256 epoch,
        bytes32 rotation,
        Authorization calldata authorization
    ) external;

    /* ROOTED LEASES */

    /// @notice Lends on the terms in each leaf under `root`, at a cost that does not depend on how many there are. The
    /// block with the digest `list` lists them.
    /// @dev Generation and epoch must be the record's. Terms are judged when a proof is shown, not now: malformed ones
    /// are never live.
    function grantRoot(
        RecordId record,
        bytes32 root,
        bytes32 list,
        uint256 generation,
        uint256 epoch,
        bytes32 rotation
    ) external;

    /// @notice Ends all leases under a root.
    function revokeRoot(RecordId record, bytes32 root, uint256 epoch, bytes32 rotation) external;

    /// @notice Ends single leases under roots, by their numbers in the lease tree, for good and under every root.
    function revokeLeaves(
        RecordId record,
        uint32[] calldata leaves,
        uint256 epoch,
        bytes32 rotation
    ) external;

    /* REQUESTS */

    /// @notice Asks the owner to be lent sections for a number of slices. Replaces what the caller asked before.
    function requestAccess(
        RecordId record,
        uint128 sections,
        uint8 rights,
        uint32 duration,
        bytes32 note
    ) external;

    /// @notice Asks no longer.
    function withdrawRequest(RecordId record) external;

    /// @notice Grants (on terms of the owner's choosing) and settles the account's request.
    function approveRequest(
        RecordId record,
        address account,
        Lease lease,
        bytes32 envelope,
        uint256 epoch,
        bytes32 rotation
    ) external;

    /// @notice Declines the account's request.
    function declineRequest(RecordId record, address account) external;

    /* TRANSFER */

    /// @notice Offers the record to another account, in place of any earlier offer.
    /// @param handover The digest of the block that hands the record's secret over, sealed to the account.
    /// @dev Warning: whoever is offered a record can read it from then on, until its secret changes.
    function offer(RecordId record, address account, bytes32 handover) external;

    /// @notice Takes the offer back.
    function withdrawOffer(RecordId record) external;

    /// @notice Takes over a record that was offered to the caller. Ends all leases and voids all signatures.
    /// @dev Warning: the previous owner keeps every key they have. The new owner has to install a new record secret.
    function accept(RecordId record, uint256 epoch, bytes32 rotation) external;

    /* SIGNATURES */

    /// @notice Cancels nonces of the caller's, used or not: `word` * 256 + i for each bit i of `mask`.
    function cancelNonces(uint248 word, uint256 mask) external;
}
