// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Names a record: keccak256(abi.encode(chain id, ledger, owner at creation, salt)).
type RecordId is bytes32;

/// @notice Makes record ids.
library RecordIdLib {
    /// @notice The id of the record that `owner` creates with `salt` in `ledger` on this chain.
    /// @dev Chain and ledger are part of it because encryption binds to the id: a ciphertext of one deployment must
    /// mean nothing in another.
    function derive(address ledger, address owner, bytes32 salt) internal view returns (RecordId) {
        return RecordId.wrap(keccak256(abi.encode(block.chainid, ledger, owner, salt)));
    }
}
