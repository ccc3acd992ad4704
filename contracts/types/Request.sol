// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What somebody asks to be lent, in one word.
///
/// | bits      | field    | meaning                                    |
/// | --------- | -------- | ------------------------------------------ |
/// | 0..31     | askedAt  | the slice in which it was asked            |
/// | 32..63    | duration | for how many slices                        |
/// | 64..71    | rights   | as in {Lease}                              |
/// | 72..199   | sections | a bitmap, as in {Lease}                    |
/// | 200..255  |          | zero                                       |
///
/// The zero word is "no request".
type Request is uint256;

using RequestLib for Request global;

/// @notice Makes and reads requests.
library RequestLib {
    /// @notice Packs a request. `askedAt` is a slice, of which 32 bits last for 8171 years.
    function pack(
        uint128 sections,
        uint8 rights,
        uint32 duration,
        uint256 askedAt
    ) internal pure returns (Request) {
        return
            Request.wrap(
                askedAt |
                    (uint256(duration) << 32) |
                    (uint256(rights) << 64) |
                    (uint256(sections) << 72)
            );
    }

    /// @notice Whether there is none.
    function isNone(Request self) internal pure returns (bool) {
        return Request.unwrap(self) == 0;
    }
}
