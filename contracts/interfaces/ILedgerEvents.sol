// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Journal} from "../types/Journal.sol";
import {Lease} from "../types/Lease.sol";
import {RecordId} from "../types/RecordId.sol";
import {Request} from "../types/Request.sol";
import {Stamp} from "../types/Stamp.sol";

/// @title ILedgerEvents
/// @notice What the ledger writes down. Everything in it can be rebuilt from these events.
///
/// - Events whose first topic is the record belong to the record's journal.
/// - Events whose second topic is an account and that carry `lent` belong to that account's journal 'lent to me' too.
/// - Events that carry `asked` belong to the journal 'asked of me' of the account in the second topic only, so that
///   strangers cannot swell the record's.
///
/// Each carries the journals it belongs to as they were before it: its number is their count + 1.
interface ILedgerEvents {
    /* RECORDS */

    /// @notice A record was created.
    event RecordCreated(
        RecordId indexed record,
        address indexed owner,
        bytes32 salt,
        Journal journal
    );

    /// @notice `head` became the newest entry of a section; `previous` was it before (0 if there was none).
    event Published(
        RecordId indexed record,
        address indexed author,
        Stamp stamp,
        bytes32 head,
        bytes32 previous,
        Journal journal
    );

    /// @notice The record entered `epoch` in `slice`; the block with the digest `rotation` hands out its secrets.
    event Rotated(
        RecordId indexed record,
        uint24 epoch,
        uint32 slice,
        bytes32 rotation,
        Journal journal
    );

    /// @notice The record was closed for good.
    event Closed(RecordId indexed record, Journal journal);

    /* LEASES */

    /// @notice `account` holds this lease, and no other than this one; the block with the digest `envelope` carries its
    /// keys.
    event Granted(
        RecordId indexed record,
        address indexed account,
        Lease lease,
        bytes32 envelope,
        Journal journal,
        Journal lent
    );

    /// @notice The lease of `account` was ended.
    event Revoked(RecordId indexed record, address indexed account, Journal journal);

    /// @notice All leases were ended: the record entered `generation`.
    event RevokedAll(RecordId indexed record, uint16 generation, Journal journal);

    /// @notice Every leaf under `root` became a lease; the block with the digest `list` lists them.
    event RootGranted(RecordId indexed record, bytes32 indexed root, bytes32 list, Journal journal);

    /// @notice All leases under `root` were ended.
    event RootRevoked(RecordId indexed record, bytes32 indexed root, Journal journal);

    /// @notice The rooted leases with these numbers in the lease tree were ended, for good and under every root.
    event LeavesRevoked(RecordId indexed record, uint32[] leaves, Journal journal);

    /* REQUESTS */

    /// @notice `account` asked `owner` to be lent something; the block with the digest `note` says why (0 if none).
    event AccessRequested(
        address indexed account,
        address indexed owner,
        RecordId indexed record,
        Request request,
        bytes32 note,
        Journal asked
    );

    /// @notice `account` no longer asks.
    event RequestWithdrawn(
        address indexed account,
        address indexed owner,
        RecordId indexed record,
        Journal asked
    );

    /// @notice The owner lent `account` something on its request: the event before this one says what.
    event RequestApproved(RecordId indexed record, address indexed account, Journal journal);

    /// @notice The owner declined the request of `account`.
    event RequestDeclined(
        RecordId indexed record,
        address indexed account,
        Journal journal,
        Journal lent
    );

    /* TRANSFER */

    /// @notice The owner offered the record to `account`. `handover` is the digest of the block that hands its secret
    /// over.
    event Offered(
        RecordId indexed record,
        address indexed account,
        bytes32 handover,
        Journal journal,
        Journal lent
    );

    /// @notice The offer to `account` ended without a transfer.
    event OfferWithdrawn(RecordId indexed record, address indexed account, Journal journal);

    /// @notice `owner` took over the record from `previousOwner`, which ended all leases: the record entered
    /// `generation`.
    event Accepted(
        RecordId indexed record,
        address indexed owner,
        address indexed previousOwner,
        uint16 generation,
        Journal journal
    );

    /* SIGNATURES */

    /// @notice `account` cancelled the nonces `word` * 256 + i for each bit i of `mask`.
    event NoncesCancelled(address indexed account, uint248 word, uint256 mask);
}
