// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../interfaces/ILedger.sol";
import {Journal, JournalLib} from "../types/Journal.sol";
import {RecordId} from "../types/RecordId.sol";
import {RecordState} from "../types/RecordState.sol";
import {RecordTitle} from "../types/RecordTitle.sol";
import {LedgerState} from "./LedgerState.sol";

/// @title LedgerTransfer
/// @notice Passing a record on, in two steps, and closing it.
abstract contract LedgerTransfer is LedgerState {
    /* WRITES */

    /// @inheritdoc ILedger
    function offer(RecordId record, address account, bytes32 handover) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        if (account == address(0) || account == msg.sender) revert Ledger_AccountInvalid(account);
        if (handover == 0) revert Ledger_DigestEmpty();

        slots.offeredTo = account;
        Journal journal = state.journal(title);
        uint256 number = blockNumber();
        emit Offered(record, account, handover, journal, _notify(account, number));
        _save(slots, state, title, journal.advance(number, JournalLib.LAST_ORDINARY_NUMBER));
    }

    /// @inheritdoc ILedger
    function withdrawOffer(RecordId record) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        address account = slots.offeredTo;
        if (account == address(0)) revert Ledger_NoOffer(record, account);

        delete slots.offeredTo;
        Journal journal = state.journal(title);
        emit OfferWithdrawn(record, account, journal);
        _save(slots, state, title, journal.advance(blockNumber(), JournalLib.LAST_ORDINARY_NUMBER));
    }

    /// @inheritdoc ILedger
    function accept(RecordId record, uint256 epoch, bytes32 rotation) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _open(record);
        if (slots.offeredTo != msg.sender) revert Ledger_NoOffer(record, msg.sender);
        if (state.generation() == type(uint16).max) revert Ledger_GenerationExhausted(record);

        delete slots.offeredTo;
        address previousOwner = title.owner();
        title = title.withOwner(msg.sender);
        slots.title = title;
        state = state.nextGeneration();
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);
        emit Accepted(record, msg.sender, previousOwner, state.generation(), journal);
        _save(slots, state, title, journal.advance(blockNumber(), JournalLib.LAST_ORDINARY_NUMBER));
    }

    /// @inheritdoc ILedger
    function close(RecordId record) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        Journal journal = state.journal(title);
        emit Closed(record, journal);
        _save(slots, state.close(), title, journal.advance(blockNumber(), JournalLib.LAST_NUMBER));
    }
}
