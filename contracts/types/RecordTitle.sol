// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Journal} from "./Journal.sol";

/// @notice The word of a record that hardly ever changes: owner in bits 0..159, above it the upper 96 bits of the
/// record's {Journal}, which one event in 256 touches.
///
/// Splitting the journal this way puts the generation, the epoch and the journal's busy part into the same word: a
/// rotation or revokeAll writes one word, and a live check reads one besides the grant.
type RecordTitle is uint256;

using RecordTitleLib for RecordTitle global;

/// @notice Reads and changes {RecordTitle}.
library RecordTitleLib {
    uint256 private constant OWNER_PART = type(uint160).max;

    function owner(RecordTitle self) internal pure returns (address) {
        // Drops the part of the journal.
        return address(uint160(RecordTitle.unwrap(self)));
    }

    /// @notice The title with another owner.
    function withOwner(RecordTitle self, address owner_) internal pure returns (RecordTitle) {
        return RecordTitle.wrap((RecordTitle.unwrap(self) & ~OWNER_PART) | uint160(owner_));
    }

    /// @notice Whether the upper part of `journal_` is the title's.
    function hasJournal(RecordTitle self, Journal journal_) internal pure returns (bool) {
        return (RecordTitle.unwrap(self) ^ Journal.unwrap(journal_)) >> 160 == 0;
    }

    /// @notice The title with the upper part of `journal_`.
    function withJournal(RecordTitle self, Journal journal_) internal pure returns (RecordTitle) {
        return
            RecordTitle.wrap(
                (RecordTitle.unwrap(self) & OWNER_PART) | (Journal.unwrap(journal_) & ~OWNER_PART)
            );
    }
}
