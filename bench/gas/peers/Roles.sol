// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// @title Roles
/// @notice The parts of ERC-7432 that lend and end, from its text: roles of a token, which the registry holds meanwhile.
contract Roles {
    struct Role {
        bytes32 roleId;
        address tokenAddress;
        uint256 tokenId;
        address recipient;
        uint64 expirationDate;
        bool revocable;
        bytes data;
    }

    struct RoleData {
        address recipient;
        uint64 expirationDate;
        bool revocable;
        bytes data;
    }

    event TokenLocked(address indexed owner, address indexed tokenAddress, uint256 indexed tokenId);

    event RoleGranted(
        address indexed tokenAddress,
        uint256 indexed tokenId,
        bytes32 indexed roleId,
        address owner,
        address recipient,
        uint64 expirationDate,
        bool revocable,
        bytes data
    );

    event RoleRevoked(
        address indexed tokenAddress,
        uint256 indexed tokenId,
        bytes32 indexed roleId
    );

    error NotAllowed();

    mapping(address token => mapping(uint256 id => address owner)) private _owners;
    mapping(address token => mapping(uint256 id => mapping(bytes32 role => RoleData data)))
        private _roles;
    mapping(address owner => mapping(address token => mapping(address operator => bool approved)))
        private _approvals;

    function grantRole(Role calldata role) external {
        if (role.expirationDate <= block.timestamp) revert NotAllowed();
        address owner = _owners[role.tokenAddress][role.tokenId];
        if (owner == address(0)) {
            owner = IERC721(role.tokenAddress).ownerOf(role.tokenId);
            _requireAllowed(role.tokenAddress, owner);
            _owners[role.tokenAddress][role.tokenId] = owner;
            IERC721(role.tokenAddress).transferFrom(owner, address(this), role.tokenId);
            emit TokenLocked(owner, role.tokenAddress, role.tokenId);
        } else {
            _requireAllowed(role.tokenAddress, owner);
        }
        RoleData storage data = _roles[role.tokenAddress][role.tokenId][role.roleId];
        // A role that cannot be revoked has to run out first.
        if (!data.revocable && data.expirationDate >= block.timestamp) revert NotAllowed();
        _roles[role.tokenAddress][role.tokenId][role.roleId] = RoleData(
            role.recipient,
            role.expirationDate,
            role.revocable,
            role.data
        );
        emit RoleGranted(
            role.tokenAddress,
            role.tokenId,
            role.roleId,
            owner,
            role.recipient,
            role.expirationDate,
            role.revocable,
            role.data
        );
    }

    function revokeRole(address token, uint256 tokenId, bytes32 roleId) external {
        RoleData storage data = _roles[token][tokenId][roleId];
        address owner = _owners[token][tokenId];
        address recipient = data.recipient;
        if (recipient == address(0)) revert NotAllowed();
        if (msg.sender != recipient && !_approvals[recipient][token][msg.sender]) {
            _requireAllowed(token, owner);
            if (!data.revocable && data.expirationDate >= block.timestamp) revert NotAllowed();
        }
        delete _roles[token][tokenId][roleId];
        emit RoleRevoked(token, tokenId, roleId);
    }

    function recipientOf(
        address token,
        uint256 tokenId,
        bytes32 roleId
    ) external view returns (address) {
        RoleData storage data = _roles[token][tokenId][roleId];
        return data.expirationDate > block.timestamp ? data.recipient : address(0);
    }

    function _requireAllowed(address token, address owner) private view {
        if (msg.sender != owner && !_approvals[owner][token][msg.sender]) revert NotAllowed();
    }
}
