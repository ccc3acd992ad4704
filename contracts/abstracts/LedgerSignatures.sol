// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {ILedger} from "../interfaces/ILedger.sol";
import {LedgerState} from "./LedgerState.sol";

/// @title LedgerSignatures
/// @notice EIP-712 signatures that are good once, in any order: nonces are bits, 256 to a word.
abstract contract LedgerSignatures is LedgerState, EIP712 {
    /* STORAGE */

    mapping(address account => mapping(uint248 word => uint256 bits)) private _nonces;

    /* CONSTRUCTOR */

    constructor() EIP712("Leasehold Ledger", "1") {}

    /* READS */

    /// @inheritdoc ILedger
    function nonces(address account, uint248 word) external view returns (uint256) {
        return _nonces[account][word];
    }

    /* WRITES */

    /// @inheritdoc ILedger
    function cancelNonces(uint248 word, uint256 mask) external {
        _nonces[msg.sender][word] |= mask;
        emit NoncesCancelled(msg.sender, word, mask);
    }

    /* INTERNAL */

    /// @dev Uses up the nonce of a signature that `signer` (an ordinary account, or a smart one by ERC-1271) made of
    /// the struct with this hash.
    function _useSignature(
        address signer,
        bytes32 structHash,
        Authorization calldata authorization
    ) internal {
        // Check: in time.
        if (block.timestamp > authorization.deadline)
            revert Ledger_SignatureExpired(authorization.deadline);

        // Effect: the nonce is used.
        uint256 nonce = authorization.nonce;
        // The upper 248 bits.
        uint248 word = uint248(nonce >> 8);
        uint256 bit = 1 << (nonce & 0xff);
        uint256 bits = _nonces[signer][word];
        if (bits & bit != 0) revert Ledger_NonceUsed(signer, nonce);
        _nonces[signer][word] = bits | bit;

        // Interaction: a static call at most. The zero address signs nothing.
        bytes32 digest = _hashTypedDataV4(structHash);
        if (
            !SignatureChecker.isValidSignatureNowCalldata(signer, digest, authorization.signature)
        ) {
            revert Ledger_SignatureInvalid(signer);
        }
    }
}
