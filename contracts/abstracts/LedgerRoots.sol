// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {ILedger} from "../interfaces/ILedger.sol";
import {Journal, JournalLib} from "../types/Journal.sol";
import {Lease} from "../types/Lease.sol";
import {RecordId} from "../types/RecordId.sol";
import {RecordState} from "../types/RecordState.sol";
import {RecordTitle} from "../types/RecordTitle.sol";
import {Slice} from "../types/Slice.sol";
import {LedgerState} from "./LedgerState.sol";

/// @title LedgerRoots
/// @notice Rooted leases: any number of them behind one Merkle root.
abstract contract LedgerRoots is LedgerState {
    /* READS */

    /// @inheritdoc ILedger
    function hasAccessByProof(
        RecordId record,
        uint8 section,
        uint8 rights,
        Membership calldata membership
    ) external view returns (bool) {
        if (rights == 0) return false;
        return _covers(_rootedReach(record, _records[record].state, rights, membership), section);
    }

    /// @inheritdoc ILedger
    function leafHash(
        RecordId record,
        address account,
        Lease lease,
        bytes32 envelope
    ) public pure returns (bytes32) {
        // Hashed twice, so that no inner node can pass for a leaf.
        return keccak256(bytes.concat(keccak256(abi.encode(record, account, lease, envelope))));
    }

    /// @inheritdoc ILedger
    function hasRoot(RecordId record, bytes32 root) external view returns (bool) {
        RecordState state = _records[record].state;
        return !state.closed() && _records[record].roots[root] == uint256(state.generation()) + 1;
    }

    /// @inheritdoc ILedger
    function isLeafRevoked(RecordId record, uint32 leaf) public view returns (bool) {
        return (_records[record].revokedLeaves[leaf >> 8] >> (leaf & 0xff)) & 1 != 0;
    }

    /* WRITES */

    /// @inheritdoc ILedger
    function grantRoot(
        RecordId record,
        bytes32 root,
        bytes32 list,
        uint256 generation,
        uint256 epoch,
        bytes32 rotation
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        _checkVersion(record, state, generation, epoch);
        if (root == 0) revert Ledger_DigestEmpty();
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);

        uint256 generationPlusOne = uint256(generation) + 1;
        if (slots.roots[root] == generationPlusOne) revert Ledger_RootExists(record, root);
        slots.roots[root] = generationPlusOne;
        emit RootGranted(record, root, list, journal);
        _save(slots, state, title, journal.advance(blockNumber(), JournalLib.LAST_ORDINARY_NUMBER));
    }

    /// @inheritdoc ILedger
    function revokeRoot(RecordId record, bytes32 root, uint256 epoch, bytes32 rotation) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);

        if (slots.roots[root] == 0) revert Ledger_NoRoot(record, root);
        delete slots.roots[root];
        emit RootRevoked(record, root, journal);
        _save(
            slots,
            state.nextRevocation(),
            title,
            journal.advance(blockNumber(), JournalLib.LAST_ORDINARY_NUMBER)
        );
    }

    /// @inheritdoc ILedger
    function revokeLeaves(
        RecordId record,
        uint32[] calldata leaves,
        uint256 epoch,
        bytes32 rotation
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _openAs(
            record,
            msg.sender
        );
        if (leaves.length == 0) revert Ledger_NoLeaves();
        Journal journal = state.journal(title);
        (state, journal) = _rotate(record, state, journal, epoch, rotation);

        // The caller pays for the length. A leaf that was revoked already stays so: no reason to keep the others alive.
        for (uint256 i = 0; i < leaves.length; ++i) {
            slots.revokedLeaves[leaves[i] >> 8] |= 1 << (leaves[i] & 0xff);
        }
        emit LeavesRevoked(record, leaves, journal);
        _save(
            slots,
            state.nextRevocation(),
            title,
            journal.advance(blockNumber(), JournalLib.LAST_ORDINARY_NUMBER)
        );
    }

    /* INTERNAL */

    /// @dev The sections that a rooted lease opens now with all of `rights`; none in a closed record.
    function _rootedReach(
        RecordId record,
        RecordState state,
        uint256 rights,
        Membership calldata membership
    ) internal view returns (uint128) {
        Lease lease = membership.lease;
        uint256 generation = state.generation();
        // Nobody has checked this lease before. Empty sections and absurd times open nothing anyway.
        if (state.closed() || !lease.hasRights()) return 0;
        if (isLeafRevoked(record, lease.leaf())) return 0;

        bytes32 leaf = leafHash(record, membership.account, lease, membership.envelope);
        bytes32 root = MerkleProof.processProofCalldata(membership.proof, leaf);
        if (_records[record].roots[root] != generation + 1) return 0;
        return lease.reach(rights, generation, Slice.current());
    }
}
