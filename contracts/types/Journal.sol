// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedgerErrors} from "../interfaces/ILedgerErrors.sol";

/// @notice A skip list in one word: how many events there were, and in which blocks to look for them.
///
/// | bits      | content                                                      |
/// | --------- | ------------------------------------------------------------ |
/// | 0..31     | number of events so far (the first event has the number 1)   |
/// | 32..63    | block of the latest event                                    |
/// | 64..95    | block of the latest event whose number is a multiple of 4    |
/// | 96..127   | … of 16                                                      |
/// | 128..159  | … of 64                                                      |
/// | 160..191  | … of 256                                                     |
/// | 192..223  | … of 1024                                                    |
/// | 224..255  | … of 4096                                                    |
///
/// A block is 0 where there was no such event yet. Every event carries the word as it was before, so each event found
/// leads to up to seven others.
type Journal is uint256;

using JournalLib for Journal global;

/// @notice Reads and advances journal words.
library JournalLib {
    /// @dev The highest event number: the count has 32 bits.
    uint256 internal constant LAST_NUMBER = type(uint32).max;

    /// @dev The highest number that an ordinary event of a record may have. What lies above is kept for revokeAll and
    /// close, so that a full journal can never stand in their way: the generation has 16 bits, so there can be at most
    /// 2^16 - 1 of the first and one of the second.
    uint256 internal constant LAST_ORDINARY_NUMBER = LAST_NUMBER - (1 << 16);

    /// @notice How many events there were.
    function count(Journal self) internal pure returns (uint32) {
        // Only the lowest 32 bits are wanted.
        return uint32(Journal.unwrap(self));
    }

    /// @notice The word after the first event of all, which happens in block `place` (at most 32 bits).
    function first(uint256 place) internal pure returns (Journal) {
        return Journal.wrap((place << 32) | 1);
    }

    /// @notice The word after one more event, which happens in block `place` (at most 32 bits).
    /// @dev Reverts with {Ledger_JournalFull} if the event's number would exceed `last`.
    function advance(Journal self, uint256 place, uint256 last) internal pure returns (Journal) {
        uint256 word = Journal.unwrap(self);
        uint256 number;
        unchecked {
            // The count has 32 bits: no overflow.
            number = (word & LAST_NUMBER) + 1;
        }
        if (number > last) revert ILedgerErrors.Ledger_JournalFull();

        word = (word & ~uint256(type(uint64).max)) | (place << 32) | number;
        // Multiples of a higher power of four are multiples of the lower ones too: three events in four end here.
        if (number & 3 != 0) return Journal.wrap(word);
        word = _put(word, 64, place);
        if (number & 15 == 0) word = _put(word, 96, place);
        if (number & 63 == 0) word = _put(word, 128, place);
        if (number & 255 == 0) word = _put(word, 160, place);
        if (number & 1023 == 0) word = _put(word, 192, place);
        if (number & 4095 == 0) word = _put(word, 224, place);
        return Journal.wrap(word);
    }

    /// @dev The word with `place`, a number of 32 bits, in the field that starts at bit `offset`.
    function _put(uint256 word, uint256 offset, uint256 place) private pure returns (uint256) {
        return (word & ~(uint256(type(uint32).max) << offset)) | (place << offset);
    }
}
