// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedgerEvents} from "../../../contracts/interfaces/ILedgerEvents.sol";
import {Vm} from "../support/Vm.sol";
import {LedgerModel} from "./LedgerModel.sol";

/// @title JournalBook
/// @notice Every event of the ledger's, filed under the journals that it belongs to, as a client would find it.
abstract contract JournalBook is LedgerModel {
    struct Entry {
        uint256 blockNumber;
        uint256 before;
    }

    mapping(bytes32 journal => Entry[] entries) internal _book;
    bytes32[] internal _journals;

    // Number of events whose number was not the next one.
    uint256 internal _gaps;

    // Number of publications with a wrong epoch or slice.
    uint256 internal _stale;

    function _recordJournal(bytes32 record) internal pure returns (bytes32) {
        return keccak256(abi.encode("record", record));
    }

    function _lentJournal(address account) internal pure returns (bytes32) {
        return keccak256(abi.encode("lent", account));
    }

    function _askedJournal(address account) internal pure returns (bytes32) {
        return keccak256(abi.encode("asked", account));
    }

    /// @dev Files the events of the call just made. `epoch` is what the record's was when it began.
    function _file(Vm.Log[] memory logs) internal {
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 kind = logs[i].topics[0];
            if (kind == ILedgerEvents.NoncesCancelled.selector) continue;
            if (kind == ILedgerEvents.Published.selector) _inspect(logs[i]);
            bool asked =
                kind == ILedgerEvents.AccessRequested.selector ||
                    kind == ILedgerEvents.RequestWithdrawn.selector;
            bool lent =
                kind == ILedgerEvents.Granted.selector ||
                    kind == ILedgerEvents.Offered.selector ||
                    kind == ILedgerEvents.RequestDeclined.selector;
            // Journals are the last words of an event.
            address account =
                logs[i].topics.length > 2
                    ? address(uint160(uint256(logs[i].topics[2])))
                    : address(0);
            if (asked) {
                _enter(_askedJournal(account), _lastWord(logs[i].data, 0));
                continue;
            }
            bool listed = kind == ILedgerEvents.LeavesRevoked.selector;
            uint256 journal =
                listed ? _word(logs[i].data, 1) : _lastWord(logs[i].data, lent ? 1 : 0);
            _enter(_recordJournal(logs[i].topics[1]), journal);
            if (lent) _enter(_lentJournal(account), _lastWord(logs[i].data, 0));
        }
    }

    /// @dev Whether walking from `word` finds every event of the journal.
    function _walksAll(bytes32 journal, uint256 word) internal view returns (bool) {
        Entry[] storage entries = _book[journal];
        bool[] memory seen = new bool[](entries.length);
        uint256[] memory words = new uint256[](entries.length + 1);
        words[0] = word;
        uint256 known = 1;
        for (uint256 next = 0; next < known; ++next) {
            for (uint256 level = 1; level < 8; ++level) {
                uint256 blockNumber = (words[next] / 2 ** (32 * level)) % 2 ** 32;
                if (blockNumber == 0) continue;
                for (uint256 i = 0; i < entries.length; ++i) {
                    if (seen[i] || entries[i].blockNumber != blockNumber) continue;
                    seen[i] = true;
                    words[known++] = entries[i].before;
                }
            }
        }
        return known == entries.length + 1;
    }

    function _enter(bytes32 journal, uint256 before) private {
        Entry[] storage entries = _book[journal];
        if (before % 2 ** 32 != entries.length) ++_gaps;
        if (entries.length == 0) _journals.push(journal);
        entries.push(Entry({blockNumber: _height, before: before}));
    }

    function _inspect(Vm.Log memory log) private {
        uint256 stamp = _word(log.data, 0);
        uint256 slice = (stamp / 2 ** 8) % 2 ** 32;
        if (stamp / 2 ** 40 != _epochOf(log.topics[1])) ++_stale;
        if (slice > _slice() || slice + 5 < _slice()) ++_stale;
    }

    function _epochOf(bytes32 record) internal view virtual returns (uint256);

    function _lastWord(bytes memory data, uint256 fromEnd) private pure returns (uint256) {
        return _word(data, data.length / 32 - 1 - fromEnd);
    }

    function _word(bytes memory data, uint256 index) private pure returns (uint256 word) {
        for (uint256 i = 0; i < 32; ++i) word = word * 256 + uint8(data[index * 32 + i]);
    }
}
