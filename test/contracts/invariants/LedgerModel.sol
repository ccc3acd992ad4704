// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "../support/Test.sol";

/// @title LedgerModel
/// @notice What the ledger should hold, in plain structs, and what follows from it. Knows nothing of packed words.
abstract contract LedgerModel is Test {
    struct ModelLease {
        bool granted;
        uint256 leaf;
        uint256 notBefore;
        uint256 expiresAt;
        uint256 since;
        uint256 sections;
        uint256 rights;
        uint256 generation;
    }

    struct ModelRecord {
        bool exists;
        bool closed;
        address owner;
        address offeredTo;
        uint256 generation;
        uint256 epoch;
        uint256 revocations;
        // Rotations, revocations, ends of all leases and changes of owner so far.
        uint256 endings;
        mapping(uint256 section => bytes32 digest) heads;
        mapping(address account => ModelLease lease) leases;
        mapping(bytes32 root => uint256 generationPlusOne) roots;
        mapping(uint256 leaf => bool revoked) revokedLeaves;
        mapping(address account => bool asks) requests;
    }

    struct RootedLease {
        uint256 record;
        address account;
        ModelLease lease;
        bytes32 envelope;
        bytes32 sibling;
        bytes32 root;
    }

    uint256 internal constant RECORDS = 3;
    uint256 internal constant ACCOUNTS = 5;
    uint256 internal constant FIRST_KEY = 0xA11CE;

    // The clock and the height are kept here: the compiler may read a block's own only once in a function.
    uint256 internal _clock = 1_800_000_000;
    uint256 internal _height = 1_000;

    address[ACCOUNTS] internal _accounts;
    ModelRecord[RECORDS] internal _model;
    RootedLease[] internal _rooted;
    mapping(address account => mapping(uint256 nonce => bool used)) internal _used;

    constructor() {
        for (uint256 i = 0; i < ACCOUNTS; ++i) _accounts[i] = VM.addr(FIRST_KEY + i);
    }

    function _account(uint256 seed) internal view returns (address) {
        return _accounts[seed % ACCOUNTS];
    }

    /// @dev Sections that the handler uses: the first, the second, the last.
    function _section(uint256 seed) internal pure returns (uint256) {
        return seed % 3 == 2 ? 127 : seed % 3;
    }

    function _slice() internal view returns (uint256) {
        return _clock / 60;
    }

    function _covers(ModelLease memory lease, uint256 section) internal pure returns (bool) {
        return section < 128 && (lease.sections / 2 ** section) % 2 == 1;
    }

    function _isLive(
        ModelRecord storage record,
        ModelLease memory lease
    ) internal view returns (bool) {
        if (record.closed || lease.generation != record.generation) return false;
        return lease.notBefore <= _slice() && _slice() < lease.expiresAt;
    }

    function _allows(ModelLease memory lease, uint256 rights) internal pure returns (bool) {
        return rights != 0 && rights < 4 && lease.rights | rights == lease.rights;
    }

    function _mayGrant(
        ModelRecord storage record,
        address account,
        ModelLease memory lease,
        uint256 epoch
    ) internal view returns (bool) {
        if (account == address(0) || account == record.owner) return false;
        if (lease.rights != 1 && lease.rights != 3) return false;
        if (lease.sections == 0 || lease.expiresAt <= _slice()) return false;
        if (lease.notBefore >= lease.expiresAt || lease.since >= lease.expiresAt) return false;
        return lease.generation == record.generation && epoch == record.epoch;
    }

    function _hasAccess(
        ModelRecord storage record,
        address account,
        uint256 section,
        uint256 rights
    ) internal view returns (bool) {
        ModelLease memory lease = record.leases[account];
        if (!lease.granted || !_isLive(record, lease)) return false;
        return _covers(lease, section) && _allows(lease, rights);
    }

    function _hasRootedAccess(
        RootedLease memory rooted,
        uint256 section,
        uint256 rights
    ) internal view returns (bool) {
        ModelRecord storage record = _model[rooted.record];
        if (record.roots[rooted.root] != record.generation + 1) return false;
        if (record.revokedLeaves[rooted.lease.leaf]) return false;
        if (rooted.lease.rights != 1 && rooted.lease.rights != 3) return false;
        if (!_isLive(record, rooted.lease)) return false;
        return _covers(rooted.lease, section) && _allows(rooted.lease, rights);
    }
}
