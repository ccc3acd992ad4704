// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Floor
/// @notice The least that lending on a chain can cost: the owner is looked up, one slot is written, one event emitted.
contract Floor {
    event Granted(bytes32 indexed record, address indexed account, uint256 lease);

    error NotOwner();

    mapping(bytes32 record => address owner) private _owners;
    mapping(bytes32 record => mapping(address account => uint256 lease)) private _leases;

    function create(bytes32 record) external {
        _owners[record] = msg.sender;
    }

    function grant(bytes32 record, address account, uint256 lease) external {
        if (_owners[record] != msg.sender) revert NotOwner();
        _leases[record][account] = lease;
        emit Granted(record, account, lease);
    }

    function hasAccess(bytes32 record, address account) external view returns (bool) {
        return block.timestamp < _leases[record][account];
    }
}
