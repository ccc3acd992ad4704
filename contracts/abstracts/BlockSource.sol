// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbSys} from "../interfaces/IArbSys.sol";

/// @title BlockSource
/// @notice The block number that `eth_getLogs` counts by.
/// @dev What kind of chain it is comes from the chain and not from an argument, so that the creation code, and with it
/// the CREATE2 address, is the same everywhere. Where the address has no code, precompiles of other chains included,
/// the chain is taken to number its blocks by `block.number`. Where it has code that does not answer, deployment fails:
/// better no ledger than one whose history cannot be found.
abstract contract BlockSource {
    /* TYPES */

    /// @notice Thrown when the block's number does not fit into 32 bits.
    error BlockSource_TooHigh(uint256 number);

    /* STORAGE */

    IArbSys private constant ARB_SYS = IArbSys(address(100));

    bool private immutable _ARBITRUM;

    /* CONSTRUCTOR */

    constructor() {
        _ARBITRUM = address(ARB_SYS).code.length != 0 && ARB_SYS.arbBlockNumber() != 0;
    }

    /* READS */

    /// @notice The number of this block, as `eth_getLogs` counts.
    /// @dev Reverts above 2^32 - 1, which at four blocks a second takes 34 years from zero: an event that could not be
    /// found again must not happen.
    function blockNumber() public view returns (uint256 number) {
        number = _ARBITRUM ? ARB_SYS.arbBlockNumber() : block.number;
        if (number > type(uint32).max) revert BlockSource_TooHigh(number);
    }
}
