// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IArbSys
/// @notice The part of Arbitrum's system contract at address 100 that is needed here.
interface IArbSys {
    /// @notice The number of the current block of the Arbitrum chain itself. There, `block.number` is an estimate of
    /// the parent chain's, by which `eth_getLogs` does not count.
    function arbBlockNumber() external view returns (uint256);
}
