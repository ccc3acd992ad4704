// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Whom a lease is for, and the record's epoch whose secrets their envelope has, in one word, so that the call
/// that people make most does not carry the empty halves of two.
///
/// | bits      | field    | meaning                     |
/// | --------- | -------- | --------------------------- |
/// | 0..159    | account  |                             |
/// | 160..255  | epoch    | has to be the record's      |
type Recipient is uint256;

using RecipientLib for Recipient global;

/// @notice Reads recipients.
library RecipientLib {
    function account(Recipient self) internal pure returns (address) {
        // Drops the epoch.
        return address(uint160(Recipient.unwrap(self)));
    }

    function epoch(Recipient self) internal pure returns (uint96) {
        return uint96(Recipient.unwrap(self) >> 160);
    }
}
