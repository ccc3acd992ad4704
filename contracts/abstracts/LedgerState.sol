// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../interfaces/ILedger.sol";
import {Journal, JournalLib} from "../types/Journal.sol";
import {Lease} from "../types/Lease.sol";
import {RecordId, RecordIdLib} from "../types/RecordId.sol";
import {RecordState} from "../types/RecordState.sol";
import {RecordTitle} from "../types/RecordTitle.sol";
import {Request} from "../types/Request.sol";
import {Slice} from "../types/Slice.sol";
import {BlockSource} from "./BlockSource.sol";

/// @title LedgerState
/// @notice What the ledger stores, its plain reads, and the way each write goes: open the record (its two words),
/// change them, count the events in its journal, save it.
abstract contract LedgerState is ILedger, BlockSource {
    /* TYPES */

    struct RecordSlots {
        // slot 0
        RecordState state;
        // slot 1
        RecordTitle title;
        // slot 2
        address offeredTo;
        // slots 3 to 7
        mapping(uint256 section => bytes32 digest) heads;
        mapping(address account => Lease lease) grants;
        // The generation in which the root was granted, plus one; 0 if it is not.
        mapping(bytes32 root => uint256 generationPlusOne) roots;
        mapping(uint256 word => uint256 leaves) revokedLeaves;
        mapping(address account => Request request) requests;
    }

    /// @dev An account's two journals.
    struct Inbox {
        Journal lent;
        Journal asked;
    }

    /* STORAGE */

    mapping(RecordId record => RecordSlots slots) internal _records;

    mapping(address account => Inbox inbox) internal _inboxes;

    /* READS */

    /// @inheritdoc ILedger
    function recordId(address owner, bytes32 salt) public view returns (RecordId) {
        return RecordIdLib.derive(address(this), owner, salt);
    }

    /// @inheritdoc ILedger
    function recordOf(RecordId record) public view returns (Record memory) {
        RecordSlots storage slots = _records[record];
        RecordState state = slots.state;
        RecordTitle title = slots.title;
        return
            Record({
                owner: title.owner(),
                pendingOwner: slots.offeredTo,
                generation: state.generation(),
                epoch: state.epoch(),
                revocations: state.revocations(),
                closed: state.closed(),
                journal: state.journal(title)
            });
    }

    /// @inheritdoc ILedger
    function recordsOf(RecordId[] calldata records) external view returns (Record[] memory result) {
        result = new Record[](records.length);
        for (uint256 i = 0; i < records.length; ++i) result[i] = recordOf(records[i]);
    }

    /// @inheritdoc ILedger
    function headOf(RecordId record, uint8 section) public view returns (bytes32) {
        return _records[record].heads[section];
    }

    /// @inheritdoc ILedger
    function headsOf(
        RecordId record,
        uint8[] calldata sections
    ) external view returns (bytes32[] memory heads) {
        heads = new bytes32[](sections.length);
        for (uint256 i = 0; i < sections.length; ++i) heads[i] = headOf(record, sections[i]);
    }

    /// @inheritdoc ILedger
    function grantOf(RecordId record, address account) external view returns (Lease) {
        return _records[record].grants[account];
    }

    /// @inheritdoc ILedger
    function hasAccess(
        RecordId record,
        address account,
        uint8 section,
        uint8 rights
    ) external view returns (bool) {
        RecordSlots storage slots = _records[record];
        return rights != 0 && _covers(_reach(slots, slots.state, account, rights), section);
    }

    /// @inheritdoc ILedger
    function requestOf(RecordId record, address account) external view returns (Request) {
        return _records[record].requests[account];
    }

    /// @inheritdoc ILedger
    function journalsOf(address account) external view returns (Journal lent, Journal asked) {
        return (_inboxes[account].lent, _inboxes[account].asked);
    }

    /* INTERNAL */

    /// @dev The sections that the account's own grant opens now with all of `rights`; none in a closed record.
    function _reach(
        RecordSlots storage slots,
        RecordState state,
        address account,
        uint256 rights
    ) internal view returns (uint128) {
        if (state.closed()) return 0;
        return slots.grants[account].reach(rights, state.generation(), Slice.current());
    }

    /// @dev Whether the bitmap has the section. There are 128: a number above leaves nothing of it.
    function _covers(uint128 sections, uint8 section) internal pure returns (bool) {
        return (sections >> section) & 1 != 0;
    }

    /// @dev A record, which must be open and belong to `owner`.
    function _openAs(
        RecordId record,
        address owner
    ) internal view returns (RecordSlots storage slots, RecordState state, RecordTitle title) {
        slots = _records[record];
        state = slots.state;
        title = slots.title;
        if (title.owner() != owner) revert Ledger_NotOwner(record, owner);
        if (state.closed()) revert Ledger_RecordClosed(record);
    }

    /// @dev A record, which must be open, but need not exist.
    function _open(
        RecordId record
    ) internal view returns (RecordSlots storage slots, RecordState state, RecordTitle title) {
        slots = _records[record];
        state = slots.state;
        title = slots.title;
        if (state.closed()) revert Ledger_RecordClosed(record);
    }

    /// @dev Writes a record back. The title, as it is stored, only changes with one event in 256.
    function _save(
        RecordSlots storage slots,
        RecordState state,
        RecordTitle title,
        Journal journal
    ) internal {
        slots.state = state.withJournal(journal);
        if (!title.hasJournal(journal)) slots.title = title.withJournal(journal);
    }

    /// @dev Counts an event in the journal 'lent to me' of an account; returns the journal that the event carries.
    function _notify(address account, uint256 number) internal returns (Journal before) {
        Inbox storage inbox = _inboxes[account];
        before = inbox.lent;
        inbox.lent = before.advance(number, JournalLib.LAST_NUMBER);
    }

    /// @dev Check: the record is in the generation and the epoch that the caller knows.
    function _checkVersion(
        RecordId record,
        RecordState state,
        uint256 generation,
        uint256 epoch
    ) internal pure {
        _checkGeneration(record, state, generation);
        _checkEpoch(record, state, epoch);
    }

    /// @dev Check: the record is in the generation that the caller knows.
    function _checkGeneration(
        RecordId record,
        RecordState state,
        uint256 generation
    ) internal pure {
        uint256 actual = state.generation();
        if (generation != actual) revert Ledger_WrongGeneration(record, generation, actual);
    }

    /// @dev Check: the record is in the epoch that the caller knows.
    function _checkEpoch(RecordId record, RecordState state, uint256 epoch) internal pure {
        uint256 actual = state.epoch();
        if (epoch != actual) revert Ledger_WrongEpoch(record, epoch, actual);
    }

    /// @dev Enters the epoch after `epoch`, which must be the record's, if `rotation` names a block.
    function _rotate(
        RecordId record,
        RecordState state,
        Journal journal,
        uint256 epoch,
        bytes32 rotation
    ) internal returns (RecordState, Journal) {
        if (rotation == 0) return (state, journal);
        _checkEpoch(record, state, epoch);
        if (epoch == type(uint24).max) revert Ledger_EpochExhausted(record);

        state = state.nextEpoch();
        // 2^32 minutes are 8171 years.
        emit Rotated(record, state.epoch(), uint32(Slice.current()), rotation, journal);
        return (state, journal.advance(blockNumber(), JournalLib.LAST_ORDINARY_NUMBER));
    }
}
