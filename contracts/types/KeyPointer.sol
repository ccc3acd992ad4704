// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Where a public key is, in one word: bits 0..31 are the block of its event, bits 32..255 the first 224
/// bits of the key's Keccak-256.
///
/// 224 bits suffice: to pass off another key as the account's takes a second preimage, 2^224 work (2^112 on a quantum
/// computer). Two keys with the same digest, found with 2^112 work, could only be the account's own.
type KeyPointer is uint256;

/// @notice Makes key pointers.
library KeyPointerLib {
    /// @notice The pointer to a key with this Keccak-256, published in `blockNumber` (at most 32 bits).
    function pack(bytes32 digest, uint256 blockNumber) internal pure returns (KeyPointer) {
        return KeyPointer.wrap((uint256(digest) & ~uint256(type(uint32).max)) | blockNumber);
    }
}
