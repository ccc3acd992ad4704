// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../interfaces/ILedger.sol";
import {Journal, JournalLib} from "../types/Journal.sol";
import {LeaseLib} from "../types/Lease.sol";
import {RecordId} from "../types/RecordId.sol";
import {RecordState} from "../types/RecordState.sol";
import {RecordTitle} from "../types/RecordTitle.sol";
import {Slice} from "../types/Slice.sol";
import {Stamp} from "../types/Stamp.sol";
import {LedgerRoots} from "./LedgerRoots.sol";
import {LedgerSignatures} from "./LedgerSignatures.sol";

/// @title LedgerPublishing
/// @notice New entries.
abstract contract LedgerPublishing is LedgerRoots, LedgerSignatures {
    /* TYPES */

    bytes32 private constant PUBLICATION_TYPEHASH = keccak256(
        "Publication(uint8 section,uint32 slice,uint24 epoch,bytes32 expectedHead,bytes32 newHead)"
    );

    bytes32 private constant PUBLISH_TYPEHASH = keccak256(
        "Publish(bytes32 record,uint16 generation,Publication[] publications,uint256 nonce,uint256 deadline)"
        "Publication(uint8 section,uint32 slice,uint24 epoch,bytes32 expectedHead,bytes32 newHead)"
    );

    /// @dev How many slices an entry may be late: time for a transaction to be mined.
    uint256 private constant TOLERANCE = 5;

    /* WRITES */

    /// @inheritdoc ILedger
    function publish(RecordId record, Publication[] calldata publications) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _open(record);
        uint128 sections = _writableBy(slots, state, title, msg.sender);
        _publishAndSave(slots, record, state, title, msg.sender, sections, publications);
    }

    /// @inheritdoc ILedger
    function publishByProof(
        RecordId record,
        Publication[] calldata publications,
        Membership calldata membership
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _open(record);
        if (membership.account != msg.sender) revert Ledger_AccountInvalid(membership.account);
        uint128 sections = _rootedReach(record, state, LeaseLib.WRITE, membership);
        _publishAndSave(slots, record, state, title, msg.sender, sections, publications);
    }

    /// @inheritdoc ILedger
    function publishBySig(
        RecordId record,
        address author,
        uint256 generation,
        Publication[] calldata publications,
        Authorization calldata authorization
    ) external {
        (RecordSlots storage slots, RecordState state, RecordTitle title) = _open(record);
        _checkGeneration(record, state, generation);
        bytes32 structHash = keccak256(
            abi.encode(
                PUBLISH_TYPEHASH,
                record,
                generation,
                _hash(publications),
                authorization.nonce,
                authorization.deadline
            )
        );
        _useSignature(author, structHash, authorization);
        uint128 sections = _writableBy(slots, state, title, author);
        _publishAndSave(slots, record, state, title, author, sections, publications);
    }

    /* INTERNAL */

    /// @dev Publishes to sections in the bitmap `sections`, all or none; returns the journal after it.
    function _publish(
        RecordSlots storage slots,
        RecordId record,
        uint256 epoch,
        Journal journal,
        address author,
        uint128 sections,
        Publication[] calldata publications,
        uint256 number
    ) internal returns (Journal) {
        uint256 current = Slice.current();
        // The caller pays for the length.
        for (uint256 i = 0; i < publications.length; ++i) {
            Publication calldata publication = publications[i];
            Stamp stamp = publication.stamp;
            uint8 section = stamp.section();
            // Check: who, under which keys, when, after what.
            if (!_covers(sections, section)) revert Ledger_MayNotPublish(record, author, section);
            if (stamp.epoch() != epoch) revert Ledger_WrongEpoch(record, stamp.epoch(), epoch);
            uint256 slice = stamp.slice();
            if (slice > current) revert Ledger_SliceInFuture(slice, current);
            unchecked {
                // Not negative: the slice is not in the future.
                if (current - slice > TOLERANCE) revert Ledger_SliceTooOld(slice, current);
            }
            bytes32 head = publication.newHead;
            if (head == 0) revert Ledger_DigestEmpty();
            bytes32 previous = slots.heads[section];
            if (previous != publication.expectedHead) {
                revert Ledger_HeadMoved(record, section, publication.expectedHead, previous);
            }

            // Effect: a new head.
            slots.heads[section] = head;
            emit Published(record, author, stamp, head, previous, journal);
            journal = journal.advance(number, JournalLib.LAST_ORDINARY_NUMBER);
        }
        return journal;
    }

    /* PRIVATE */

    /// @dev Publishes something, and saves the record.
    function _publishAndSave(
        RecordSlots storage slots,
        RecordId record,
        RecordState state,
        RecordTitle title,
        address author,
        uint128 sections,
        Publication[] calldata publications
    ) private {
        if (publications.length == 0) revert Ledger_NoPublications();
        Journal journal = _publish(
            slots,
            record,
            state.epoch(),
            state.journal(title),
            author,
            sections,
            publications,
            blockNumber()
        );
        _save(slots, state, title, journal);
    }

    /// @dev The sections to which the author may publish: all, or those of their own grant if it has WRITE.
    function _writableBy(
        RecordSlots storage slots,
        RecordState state,
        RecordTitle title,
        address author
    ) private view returns (uint128) {
        if (author == title.owner()) return type(uint128).max;
        return _reach(slots, state, author, LeaseLib.WRITE);
    }

    /// @dev The EIP-712 hash of an array of publications.
    function _hash(Publication[] calldata publications) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](publications.length);
        for (uint256 i = 0; i < publications.length; ++i) {
            Stamp stamp = publications[i].stamp;
            hashes[i] = keccak256(
                abi.encode(
                    PUBLICATION_TYPEHASH,
                    stamp.section(),
                    stamp.slice(),
                    stamp.epoch(),
                    publications[i].expectedHead,
                    publications[i].newHead
                )
            );
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
