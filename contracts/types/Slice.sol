// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The ledger's unit of time: whole minutes since 1970, by the chain's clock.
library Slice {
    /// @dev Seconds in a slice.
    uint256 internal constant LENGTH = 1 minutes;

    /// @notice The slice of this block.
    function current() internal view returns (uint256) {
        return block.timestamp / LENGTH;
    }
}
