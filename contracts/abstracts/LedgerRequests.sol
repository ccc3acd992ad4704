// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../interfaces/ILedger.sol";
import {Journal, JournalLib} from "../types/Journal.sol";
import {Lease, LeaseLib} from "../types/Lease.sol";
import {RecordId} from "../types/RecordId.sol";
import {RecordState} from "../types/RecordState.sol";
import {RecordTitle} from "../types/RecordTitle.sol";
import {Request, RequestLib} from "../types/Request.sol";
import {Slice} from "../types/Slice.sol";
import {LedgerLeases} from "./LedgerLeases.sol";

/// @title LedgerRequests
/// @notice Asking to be lent something, and the answer.
abstract contract LedgerRequests is LedgerLeases {
    /* WRITES */

    /// @inheritdoc ILedger
    function requestAccess(
        RecordId record,
        uint128 sections,
        uint8 rights,
        uint32 duration,
        bytes32 note
    ) external {
        (RecordSlots storage slots, , RecordTitle title) = _open(record);
        address owner = title.owner();
        if (owner == address(0)) revert Ledger_UnknownRecord(record);
        if (owner == msg.sender) revert Ledger_AccountInvalid(msg.sender);
        if (sections == 0) revert Ledger_NoSections();
        if (rights != LeaseLib.READ && rights != LeaseLib.READ | LeaseLib.WRITE)
            revert Ledger_RightsInvalid(rights);
        if (duration == 0) revert Ledger_DurationZero();

        Request request = RequestLib.pack(sections, rights, duration, Slice.current());
        slots.requests[msg.sender] = request;
        emit AccessRequested(msg.sender, owner, record, request, note, _notifyOwner(owner));
    }

    /// @inheritdoc ILedger
    function withdrawRequest(RecordId record) external {
        RecordSlots storage slots = _records[record];
        _settle(slots, record, msg.sender);
        address owner = slots.title.owner();
        emit RequestWithdrawn(msg.sender, owner, record, _notifyOwner(owner));
    }

    /// @inheritdoc ILedger
    function approveRequest(
        RecordId record,
        address account,
        Lease lease,
        bytes32 envelope,
        uint256 epoch,
        bytes32 rotation
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        _settle(slots, record, account);
        Journal journal = state.journal(title);
        (state, journal) = _startLending(record, state, journal, lease, epoch, rotation);
        uint256 number = blockNumber();
        journal = _lend(slots, record, title, journal, account, lease, envelope, number);
        emit RequestApproved(record, account, journal);
        _save(slots, state, title, journal.advance(number, JournalLib.LAST_ORDINARY_NUMBER));
    }

    /// @inheritdoc ILedger
    function declineRequest(RecordId record, address account) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        _settle(slots, record, account);
        Journal journal = state.journal(title);
        uint256 number = blockNumber();
        emit RequestDeclined(record, account, journal, _notify(account, number));
        _save(slots, state, title, journal.advance(number, JournalLib.LAST_ORDINARY_NUMBER));
    }

    /* PRIVATE */

    /// @dev Counts an event in the journal 'asked of me' of an owner; returns the journal that the event carries.
    function _notifyOwner(address owner) private returns (Journal before) {
        Inbox storage inbox = _inboxes[owner];
        before = inbox.asked;
        inbox.asked = before.advance(blockNumber(), JournalLib.LAST_NUMBER);
    }

    /// @dev Removes the request of an account, which must have one.
    function _settle(RecordSlots storage slots, RecordId record, address account) private {
        if (slots.requests[account].isNone()) revert Ledger_NoRequest(record, account);
        slots.requests[account] = Request.wrap(0);
    }
}
