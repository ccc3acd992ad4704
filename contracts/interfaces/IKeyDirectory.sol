// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyPointer} from "../types/KeyPointer.sol";

/// @title IKeyDirectory
/// @notice Which public encryption key (X-Wing, 1216 bytes) belongs to an account.
///
/// The key itself is in an event; storage says in which block, and the key's digest. Each account writes only its own.
/// Beside the key stands a factor block, for its owner alone: nobody else has a use for it, and the directory neither
/// reads nor vouches for it.
///
/// Trust: the directory does not check the signature, because a contract can say no more than that the sender is the
/// account. Whoever seals something to a key checks it, so that a lying node cannot slip in a key of its own:
/// the account's EIP-712 signature of `EncryptionKey(address account,bytes publicKey)` under the domain
/// { name: "Leasehold KeyDirectory", version: "1", chainId, verifyingContract }. For an ordinary account that check
/// needs no chain. The signature of a smart account (ERC-1271) only a chain can check: there, ask several nodes.
interface IKeyDirectory {
    /// @notice The account's key from now on is `publicKey`, and `factors` its second factor's locks (empty: none).
    /// `previous` says where its last one is.
    event KeyPublished(
        address indexed account,
        bytes publicKey,
        bytes signature,
        bytes factors,
        KeyPointer previous
    );

    /// @notice Thrown when a key is not 1216 bytes long.
    error KeyDirectory_KeyLength(uint256 length);

    /// @notice Thrown when a factor block is longer than 1024 bytes.
    error KeyDirectory_FactorsLength(uint256 length);

    /// @notice Where an account's key is; 0 if it has none.
    function keyOf(address account) external view returns (KeyPointer);

    /// @notice Where several accounts' keys are.
    function keysOf(address[] calldata accounts) external view returns (KeyPointer[] memory);

    /// @notice Publishes the caller's key, in place of an earlier one. `factors` is what the caller needs to derive the
    /// key pair again on an empty machine beside the wallet: a second factor under the locks of a passphrase or a
    /// passkey. Publishing the same key again replaces the locks.
    /// @dev Warning: `signature` is passed on unchecked. One that does not verify makes the key unusable.
    /// @dev Warning: `factors` is public for ever. Locks that were replaced still open what they opened.
    function publishKey(
        bytes calldata publicKey,
        bytes calldata signature,
        bytes calldata factors
    ) external;
}
