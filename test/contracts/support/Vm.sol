// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Vm
/// @notice The cheatcodes that these tests use, of those that Hardhat's EVM answers at a fixed address.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function addr(uint256 privateKey) external pure returns (address);

    function sign(
        uint256 privateKey,
        bytes32 digest
    ) external pure returns (uint8 v, bytes32 r, bytes32 s);

    function etch(address target, bytes calldata code) external;

    function prank(address sender) external;

    function warp(uint256 timestamp) external;

    function roll(uint256 blockNumber) external;

    function assume(bool condition) external pure;

    function expectRevert(bytes calldata revertData) external;

    function recordLogs() external;

    function getRecordedLogs() external returns (Log[] memory);

    function getCode(string calldata artifact) external view returns (bytes memory creationCode);

    function load(address target, bytes32 slot) external view returns (bytes32);

    function store(address target, bytes32 slot, bytes32 value) external;
}
