// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A history that the contract itself keeps: the least that reading one can take, at the price
/// of a word of storage for each event.
contract Listed {
    mapping(bytes32 record => bytes32[] heads) private _heads;

    function add(bytes32 record, bytes32 head) external {
        _heads[record].push(head);
    }

    function headsOf(bytes32 record) external view returns (bytes32[] memory heads) {
        return _heads[record];
    }
}
