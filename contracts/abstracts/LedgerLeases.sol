// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../interfaces/ILedger.sol";
import {Journal, JournalLib} from "../types/Journal.sol";
import {Lease} from "../types/Lease.sol";
import {Recipient} from "../types/Recipient.sol";
import {RecordId} from "../types/RecordId.sol";
import {RecordState} from "../types/RecordState.sol";
import {RecordTitle} from "../types/RecordTitle.sol";
import {LedgerSignatures} from "./LedgerSignatures.sol";

/// @title LedgerLeases
/// @notice Lending to accounts, and ending it.
abstract contract LedgerLeases is LedgerSignatures {
    /* TYPES */

    bytes32 private constant GRANT_TYPEHASH = keccak256(
        "Grant(bytes32 record,address account,uint32 leaf,uint32 notBefore,uint32 expiresAt,uint32 since,"
        "uint128 sections,uint8 rights,uint16 generation,bytes32 envelope,uint24 epoch,bytes32 rotation,"
        "uint32 revocations,uint256 nonce,uint256 deadline)"
    );

    bytes32 private constant REVOKE_TYPEHASH = keccak256(
        "Revoke(bytes32 record,address account,uint16 generation,uint24 epoch,bytes32 rotation,uint256 nonce,"
        "uint256 deadline)"
    );

    /* WRITES */

    /// @inheritdoc ILedger
    function rotate(RecordId record, uint256 epoch, bytes32 rotation) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        if (rotation == 0) revert Ledger_DigestEmpty();
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);
        _save(slots, state, title, journal);
    }

    /// @inheritdoc ILedger
    function grant(RecordId record, Recipient to, Lease lease, bytes32 envelope) external {
        // The call that people make most: what {_startLending} and {_lend} do is written out here, without a rotation,
        // which saves 180 gas.
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        lease.check();
        if (!state.isVersion(lease.generation(), to.epoch()))
            _checkVersion(record, state, lease.generation(), to.epoch());
        address account = to.account();
        if (account == address(0)) revert Ledger_AccountInvalid(account);
        if (account == msg.sender) revert Ledger_AccountInvalid(account);
        if (envelope == 0) revert Ledger_DigestEmpty();

        uint256 number = blockNumber();
        slots.grants[account] = lease;
        Inbox storage inbox = _inboxes[account];
        Journal lent = inbox.lent;
        inbox.lent = lent.advance(number, JournalLib.LAST_NUMBER);
        Journal journal = state.journal(title);
        emit Granted(record, account, lease, envelope, journal, lent);
        _save(slots, state, title, journal.advance(number, JournalLib.LAST_ORDINARY_NUMBER));
    }

    /// @inheritdoc ILedger
    function grantMany(
        RecordId record,
        Lease terms,
        Grantee[] calldata grantees,
        uint256 epoch,
        bytes32 rotation
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        Journal journal = state.journal(title);
        (state, journal) = _startLending(record, state, journal, terms, epoch, rotation);
        uint256 number = blockNumber();
        // The caller pays for the length.
        for (uint256 i = 0; i < grantees.length; ++i) {
            Grantee calldata to = grantees[i];
            journal = _lend(
                slots,
                record,
                title,
                journal,
                to.account,
                terms.withLeaf(to.leaf),
                to.envelope,
                number
            );
        }
        _save(slots, state, title, journal);
    }

    /// @inheritdoc ILedger
    function grantBySig(
        RecordId record,
        address account,
        Lease lease,
        bytes32 envelope,
        uint256 epoch,
        bytes32 rotation,
        uint32 revocations,
        Authorization calldata authorization
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _open(record);
        if (revocations != state.revocations()) {
            revert Ledger_WrongRevocations(record, revocations, state.revocations());
        }
        Journal journal = state.journal(title);
        bytes32 structHash = keccak256(
            bytes.concat(
                _encodeLease(record, account, lease),
                abi.encode(
                    envelope,
                    epoch,
                    rotation,
                    revocations,
                    authorization.nonce,
                    authorization.deadline
                )
            )
        );
        _useSignature(title.owner(), structHash, authorization);
        (state, journal) = _startLending(record, state, journal, lease, epoch, rotation);
        journal = _lend(slots, record, title, journal, account, lease, envelope, blockNumber());
        _save(slots, state, title, journal);
    }

    /// @inheritdoc ILedger
    function revoke(RecordId record, address account, uint256 epoch, bytes32 rotation) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);
        if (slots.grants[account].isNone()) revert Ledger_NoGrant(record, account);
        journal = _end(slots, record, journal, account, blockNumber());
        _save(slots, state.nextRevocation(), title, journal);
    }

    /// @inheritdoc ILedger
    function revokeMany(
        RecordId record,
        address[] calldata accounts,
        uint256 epoch,
        bytes32 rotation
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);
        uint256 number = blockNumber();
        // The caller pays for the length.
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (slots.grants[accounts[i]].isNone()) continue;
            journal = _end(slots, record, journal, accounts[i], number);
            state = state.nextRevocation();
        }
        _save(slots, state, title, journal);
    }

    /// @inheritdoc ILedger
    function revokeAll(RecordId record, uint256 epoch, bytes32 rotation) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);
        if (state.generation() == type(uint16).max) {
            state = state.close();
            emit Closed(record, journal);
        } else {
            state = state.nextGeneration();
            emit RevokedAll(record, state.generation(), journal);
        }
        _save(slots, state, title, journal.advance(blockNumber(), JournalLib.LAST_NUMBER));
    }

    /// @inheritdoc ILedger
    function revokeBySig(
        RecordId record,
        address account,
        uint256 generation,
        uint256 epoch,
        bytes32 rotation,
        Authorization calldata authorization
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _open(record);
        _checkVersion(record, state, generation, epoch);
        bytes32 structHash = keccak256(
            abi.encode(
                REVOKE_TYPEHASH,
                record,
                account,
                generation,
                epoch,
                rotation,
                authorization.nonce,
                authorization.deadline
            )
        );
        _useSignature(title.owner(), structHash, authorization);
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);
        if (slots.grants[account].isNone()) revert Ledger_NoGrant(record, account);
        journal = _end(slots, record, journal, account, blockNumber());
        _save(slots, state.nextRevocation(), title, journal);
    }

    /* INTERNAL */

    /// @dev What is the same for every lease on the same terms: checks them, and rotates if asked to.
    function _startLending(
        RecordId record,
        RecordState state,
        Journal journal,
        Lease terms,
        uint256 epoch,
        bytes32 rotation
    ) internal returns (RecordState, Journal) {
        terms.check();
        _checkVersion(record, state, terms.generation(), epoch);
        return _rotate(record, state, journal, epoch, rotation);
    }

    /// @dev Writes one lease, whose terms have been checked; returns the record's journal after it.
    function _lend(
        RecordSlots storage slots,
        RecordId record,
        RecordTitle title,
        Journal journal,
        address account,
        Lease lease,
        bytes32 envelope,
        uint256 number
    ) internal returns (Journal) {
        if (account == address(0) || account == title.owner())
            revert Ledger_AccountInvalid(account);
        if (envelope == 0) revert Ledger_DigestEmpty();

        slots.grants[account] = lease;
        emit Granted(record, account, lease, envelope, journal, _notify(account, number));
        return journal.advance(number, JournalLib.LAST_ORDINARY_NUMBER);
    }

    /* PRIVATE */

    /// @dev Clears a grant; returns the record's journal after it.
    function _end(
        RecordSlots storage slots,
        RecordId record,
        Journal journal,
        address account,
        uint256 number
    ) private returns (Journal) {
        slots.grants[account] = Lease.wrap(0);
        emit Revoked(record, account, journal);
        return journal.advance(number, JournalLib.LAST_ORDINARY_NUMBER);
    }

    /// @dev The first part of what a signature of a grant covers, field by field so that wallets can show it.
    function _encodeLease(
        RecordId record,
        address account,
        Lease lease
    ) private pure returns (bytes memory) {
        return
            abi.encode(
                GRANT_TYPEHASH,
                record,
                account,
                lease.leaf(),
                lease.notBefore(),
                lease.expiresAt(),
                lease.since(),
                lease.sections(),
                lease.rights(),
                lease.generation()
            );
    }
}
