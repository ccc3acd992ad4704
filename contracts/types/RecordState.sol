// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Journal} from "./Journal.sol";
import {RecordTitle} from "./RecordTitle.sol";

/// @notice The word of a record that nearly every call changes.
///
/// | bits      | field       | meaning                                                                |
/// | --------- | ----------- | ---------------------------------------------------------------------- |
/// | 0..159    |             | the lower 160 bits of the record's {Journal}                           |
/// | 160..175  | generation  | grants of another generation are over                                  |
/// | 176..199  | epoch       | number of rotations                                                    |
/// | 200..231  | revocations | number of events that ended single leases                              |
/// | 232       | closed      | set once and for all                                                   |
/// | 233..255  |             | zero                                                                   |
type RecordState is uint256;

using RecordStateLib for RecordState global;

/// @notice Reads and changes {RecordState}.
library RecordStateLib {
    uint256 private constant JOURNAL_PART = type(uint160).max;
    uint256 private constant GENERATION = 160;
    uint256 private constant EPOCH = 176;
    uint256 private constant REVOCATIONS = 200;
    uint256 private constant CLOSED = 1 << 232;

    // The narrowing casts below drop what belongs to other fields.

    function generation(RecordState self) internal pure returns (uint16) {
        return uint16(RecordState.unwrap(self) >> GENERATION);
    }

    function epoch(RecordState self) internal pure returns (uint24) {
        return uint24(RecordState.unwrap(self) >> EPOCH);
    }

    function revocations(RecordState self) internal pure returns (uint32) {
        return uint32(RecordState.unwrap(self) >> REVOCATIONS);
    }

    function closed(RecordState self) internal pure returns (bool) {
        return RecordState.unwrap(self) & CLOSED != 0;
    }

    /// @notice Whether the record is in this generation and epoch.
    function isVersion(
        RecordState self,
        uint16 generation_,
        uint96 epoch_
    ) internal pure returns (bool) {
        return
            (RecordState.unwrap(self) >> GENERATION) & type(uint40).max ==
            generation_ | (uint256(epoch_) << 16);
    }

    /// @notice The whole journal, whose upper part is kept in `title`.
    function journal(RecordState self, RecordTitle title) internal pure returns (Journal) {
        return
            Journal.wrap(
                (RecordState.unwrap(self) & JOURNAL_PART) |
                    (RecordTitle.unwrap(title) & ~JOURNAL_PART)
            );
    }

    /// @notice The state with the lower part of `journal_`.
    function withJournal(RecordState self, Journal journal_) internal pure returns (RecordState) {
        return
            RecordState.wrap(
                (RecordState.unwrap(self) & ~JOURNAL_PART) |
                    (Journal.unwrap(journal_) & JOURNAL_PART)
            );
    }

    /// @notice The state one generation on.
    /// @dev The caller has checked that the generation is not the last one.
    function nextGeneration(RecordState self) internal pure returns (RecordState) {
        return RecordState.wrap(RecordState.unwrap(self) + (1 << GENERATION));
    }

    /// @notice The state one epoch on.
    /// @dev The caller has checked that the epoch is not the last one.
    function nextEpoch(RecordState self) internal pure returns (RecordState) {
        return RecordState.wrap(RecordState.unwrap(self) + (1 << EPOCH));
    }

    /// @notice The state with one revocation more.
    /// @dev Cannot overflow into the next field: each revocation is an event, and the journal counts those in as many
    /// bits.
    function nextRevocation(RecordState self) internal pure returns (RecordState) {
        return RecordState.wrap(RecordState.unwrap(self) + (1 << REVOCATIONS));
    }

    /// @notice The state, closed.
    function close(RecordState self) internal pure returns (RecordState) {
        return RecordState.wrap(RecordState.unwrap(self) | CLOSED);
    }
}
