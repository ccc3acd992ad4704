// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title Rentable
/// @notice ERC-4907 as its text has it, over OpenZeppelin's ERC-721: one user at a time per token, until a time.
contract Rentable is ERC721 {
    struct UserInfo {
        address user;
        uint64 expires;
    }

    event UpdateUser(uint256 indexed tokenId, address indexed user, uint64 expires);

    error NotAuthorized();

    mapping(uint256 tokenId => UserInfo info) private _users;

    constructor() ERC721("Rentable", "RENT") {}

    function mint(uint256 tokenId) external {
        _mint(msg.sender, tokenId);
    }

    function setUser(uint256 tokenId, address user, uint64 expires) external {
        if (!_isAuthorized(_requireOwned(tokenId), msg.sender, tokenId)) revert NotAuthorized();
        _users[tokenId] = UserInfo(user, expires);
        emit UpdateUser(tokenId, user, expires);
    }

    function userOf(uint256 tokenId) external view returns (address) {
        UserInfo storage info = _users[tokenId];
        return info.expires >= block.timestamp ? info.user : address(0);
    }
}
