// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Where and under which keys an entry is published, in one word.
///
/// | bits    | field   | meaning                                                     |
/// | ------- | ------- | ----------------------------------------------------------- |
/// | 0..7    | section | 0 to 127                                                    |
/// | 8..39   | slice   | the slice whose key the entry is sealed under               |
/// | 40..63  | epoch   | the record's epoch, whose secret the entry is sealed under  |
/// | 64..255 |         | zero                                                        |
type Stamp is uint64;

using StampLib for Stamp global;

/// @notice Reads stamps.
library StampLib {
    // The narrowing casts below drop what belongs to other fields.

    function section(Stamp self) internal pure returns (uint8) {
        return uint8(Stamp.unwrap(self));
    }

    function slice(Stamp self) internal pure returns (uint256) {
        return uint32(Stamp.unwrap(self) >> 8);
    }

    function epoch(Stamp self) internal pure returns (uint24) {
        return uint24(Stamp.unwrap(self) >> 40);
    }
}
