// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {BlockSource} from "./abstracts/BlockSource.sol";
import {IKeyDirectory} from "./interfaces/IKeyDirectory.sol";
import {KeyPointer, KeyPointerLib} from "./types/KeyPointer.sol";

/// @title KeyDirectory
/// @notice See {IKeyDirectory}. {EIP712} is here for its view of the domain (ERC-5267).
contract KeyDirectory is IKeyDirectory, EIP712, BlockSource {
    /* STORAGE */

    /// @dev Length of an X-Wing public key: ML-KEM-768 (1184) and X25519 (32).
    uint256 private constant KEY_LENGTH = 1216;

    /// @dev Greatest length of a factor block, so that whoever looks up keys knows what to expect at most.
    uint256 private constant MAX_FACTORS_LENGTH = 1024;

    mapping(address account => KeyPointer pointer) private _pointers;

    /* CONSTRUCTOR */

    constructor() EIP712("Leasehold KeyDirectory", "1") {}

    /* READS */

    /// @inheritdoc IKeyDirectory
    function keyOf(address account) external view returns (KeyPointer) {
        return _pointers[account];
    }

    /// @inheritdoc IKeyDirectory
    function keysOf(
        address[] calldata accounts
    ) external view returns (KeyPointer[] memory pointers) {
        pointers = new KeyPointer[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) pointers[i] = _pointers[accounts[i]];
    }

    /* WRITES */

    /// @inheritdoc IKeyDirectory
    function publishKey(
        bytes calldata publicKey,
        bytes calldata signature,
        bytes calldata factors
    ) external {
        if (publicKey.length != KEY_LENGTH) revert KeyDirectory_KeyLength(publicKey.length);
        if (factors.length > MAX_FACTORS_LENGTH) {
            revert KeyDirectory_FactorsLength(factors.length);
        }

        KeyPointer previous = _pointers[msg.sender];
        _pointers[msg.sender] = KeyPointerLib.pack(keccak256(publicKey), blockNumber());
        emit KeyPublished(msg.sender, publicKey, signature, factors, previous);
    }
}
