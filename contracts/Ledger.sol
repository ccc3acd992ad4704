// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {LedgerPublishing} from "./abstracts/LedgerPublishing.sol";
import {LedgerRequests} from "./abstracts/LedgerRequests.sol";
import {LedgerTransfer} from "./abstracts/LedgerTransfer.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {Journal, JournalLib} from "./types/Journal.sol";
import {RecordId} from "./types/RecordId.sol";
import {RecordState} from "./types/RecordState.sol";
import {RecordTitle} from "./types/RecordTitle.sol";

/// @title Ledger
/// @notice See {ILedger}. Several calls can go in one, all or none ({Multicall}); nothing here takes money, so none of
/// them can count the same value twice.
contract Ledger is LedgerPublishing, LedgerRequests, LedgerTransfer, Multicall, ERC165 {
    /* READS */

    /// @notice Whether the contract implements the interface (ERC-165).
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(ILedger).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    /* WRITES */

    /// @inheritdoc ILedger
    function createRecord(
        bytes32 salt,
        Publication[] calldata publications
    ) external returns (RecordId record) {
        record = recordId(msg.sender, salt);
        RecordSlots storage slots = _records[record];
        if (slots.title.owner() != address(0)) revert Ledger_RecordExists(record);

        RecordTitle title = RecordTitle.wrap(0).withOwner(msg.sender);
        emit RecordCreated(record, msg.sender, salt, Journal.wrap(0));
        uint256 number = blockNumber();
        Journal journal = JournalLib.first(number);
        journal = _publish(
            slots,
            record,
            0,
            journal,
            msg.sender,
            type(uint128).max,
            publications,
            number
        );
        slots.title = title.withJournal(journal);
        slots.state = RecordState.wrap(0).withJournal(journal);
    }
}
