// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Journal, JournalLib} from "../../../contracts/types/Journal.sol";
import {KeyPointer, KeyPointerLib} from "../../../contracts/types/KeyPointer.sol";
import {Lease} from "../../../contracts/types/Lease.sol";
import {Recipient} from "../../../contracts/types/Recipient.sol";
import {RecordState} from "../../../contracts/types/RecordState.sol";
import {RecordTitle} from "../../../contracts/types/RecordTitle.sol";
import {Request, RequestLib} from "../../../contracts/types/Request.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Test} from "../support/Test.sol";

/// @title WordsTest
/// @notice The packed words, each field against arithmetic that does without shifts and masks.
contract WordsTest is Test {
    /// @dev The number in `bits` bits of `word` from bit `offset` on.
    function field(uint256 word, uint256 offset, uint256 bits) private pure returns (uint256) {
        return (word / 2 ** offset) % 2 ** bits;
    }

    function testFuzz_lease_fields(uint256 word) external pure {
        Lease lease = Lease.wrap(word);
        assertEq(lease.leaf(), field(word, 0, 32), "leaf");
        assertEq(lease.notBefore(), field(word, 32, 26), "notBefore");
        assertEq(lease.expiresAt(), field(word, 58, 26), "expiresAt");
        assertEq(lease.since(), field(word, 84, 26), "since");
        assertEq(lease.sections(), field(word, 110, 128), "sections");
        assertEq(lease.rights(), field(word, 238, 2), "rights");
        assertEq(lease.generation(), field(word, 240, 16), "generation");
        assertEq(lease.isNone(), word == 0, "none");
        assertEq(lease.hasRights(), field(word, 238, 1) == 1, "rights");
    }

    function testFuzz_lease_withLeaf(uint256 word, uint32 leaf) external pure {
        Lease lease = Lease.wrap(word).withLeaf(leaf);
        assertEq(lease.leaf(), leaf, "leaf");
        assertEq(Lease.unwrap(lease) / 2 ** 32, word / 2 ** 32, "the rest");
    }

    function testFuzz_lease_reach(
        uint256 word,
        uint8 wanted,
        uint16 generation,
        uint32 slice
    ) external pure {
        uint256 reached = Lease.wrap(word).reach(wanted, generation, slice);
        bool has = wanted < 4;
        if (wanted % 2 == 1 && field(word, 238, 1) == 0) has = false;
        if ((wanted / 2) % 2 == 1 && field(word, 239, 1) == 0) has = false;
        if (field(word, 240, 16) != generation) has = false;
        if (slice < field(word, 32, 26) || slice >= field(word, 58, 26)) has = false;
        assertEq(reached, has ? field(word, 110, 128) : 0, "reach");
    }

    /// @dev Live in every way, but for one thing at most: random words are hardly ever live.
    function testFuzz_lease_reach_nearlyLive(
        uint256 word,
        uint8 wanted,
        uint256 before,
        uint256 moment
    ) external pure {
        uint256 end = bound(word, 1, 2 ** 26 - 1);
        uint256 start = bound(before, 0, end);
        uint256 slice = bound(moment, start == 0 ? 0 : start - 1, end + 1);
        uint256 sections = bound(word, 0, type(uint128).max);
        uint256 rights = bound(wanted, 0, 3);
        Lease lease = Lease.wrap(
            (start << 32) | (end << 58) | (sections << 110) | (rights << 238) | (7 << 240)
        );
        bool live = slice >= start && slice < end;
        assertEq(lease.reach(rights, 7, slice), live ? sections : 0, "reach");
        assertEq(lease.reach(rights, 8, slice), 0, "generation");
    }

    function testFuzz_stamp_fields(uint64 word) external pure {
        Stamp stamp = Stamp.wrap(word);
        assertEq(stamp.section(), field(word, 0, 8), "section");
        assertEq(stamp.slice(), field(word, 8, 32), "slice");
        assertEq(stamp.epoch(), field(word, 40, 24), "epoch");
    }

    function testFuzz_request_fields(
        uint128 sections,
        uint8 rights,
        uint32 duration,
        uint32 askedAt
    ) external pure {
        Request request = RequestLib.pack(sections, rights, duration, askedAt);
        uint256 word = Request.unwrap(request);
        assertEq(field(word, 0, 32), askedAt, "askedAt");
        assertEq(field(word, 32, 32), duration, "duration");
        assertEq(field(word, 64, 8), rights, "rights");
        assertEq(word / 2 ** 72, sections, "sections");
        assertEq(request.isNone(), word == 0, "none");
    }

    function testFuzz_recipient_fields(uint256 word) external pure {
        Recipient recipient = Recipient.wrap(word);
        assertEq(uint160(recipient.account()), field(word, 0, 160), "account");
        assertEq(recipient.epoch(), field(word, 160, 96), "epoch");
    }

    function testFuzz_keyPointer(bytes32 digest, uint32 blockNumber) external pure {
        uint256 word = KeyPointer.unwrap(KeyPointerLib.pack(digest, blockNumber));
        assertEq(word % 2 ** 32, blockNumber, "block");
        assertEq(word / 2 ** 32, uint256(digest) / 2 ** 32, "digest");
    }

    function testFuzz_record_words(uint256 word, uint256 upper, uint256 other) external pure {
        // The counters are not at their ends: callers see to that.
        word = (word >> 233) << 233 == word ? word : word & ~(uint256(1) << 231);
        RecordState state = RecordState.wrap(word);
        RecordTitle title = RecordTitle.wrap(upper);
        Journal journal = state.journal(title);
        uint256 joined = field(word, 0, 160) + field(upper, 160, 96) * 2 ** 160;
        assertEq(Journal.unwrap(journal), joined, "journal");
        assertEq(state.generation(), field(word, 160, 16), "generation");
        assertEq(state.epoch(), field(word, 176, 24), "epoch");
        assertEq(state.revocations(), field(word, 200, 32), "revocations");
        assertEq(state.closed(), field(word, 232, 1) == 1, "closed");
        assertEq(uint160(title.owner()), field(upper, 0, 160), "owner");

        RecordState changed = state.withJournal(Journal.wrap(other));
        assertEq(field(RecordState.unwrap(changed), 0, 160), field(other, 0, 160), "lower part");
        assertEq(RecordState.unwrap(changed) / 2 ** 160, word / 2 ** 160, "counters");
        RecordTitle retitled = title.withJournal(Journal.wrap(other));
        assertEq(RecordTitle.unwrap(retitled) / 2 ** 160, other / 2 ** 160, "upper part");
        assertEq(uint160(retitled.owner()), uint160(title.owner()), "owner kept");
        assertEq(title.hasJournal(Journal.wrap(other)), upper >> 160 == other >> 160, "same part");
        assertTrue(retitled.hasJournal(Journal.wrap(other)), "its part");
        assertTrue(!retitled.hasJournal(Journal.wrap(other ^ (1 << (160 + (word % 96))))), "a bit");
        address owner = address(uint160(other));
        assertEq(uint160(title.withOwner(owner).owner()), uint160(other), "new owner");
        assertEq(RecordTitle.unwrap(title.withOwner(owner)) / 2 ** 160, upper / 2 ** 160, "rest");
    }

    function testFuzz_record_counters(
        uint16 generation,
        uint24 epoch,
        uint32 revocations,
        uint160 lower
    ) external pure {
        VM.assume(generation < type(uint16).max && epoch < type(uint24).max);
        VM.assume(revocations < type(uint32).max);
        uint256 word =
            uint256(lower) +
                uint256(generation) * 2 ** 160 +
                uint256(epoch) * 2 ** 176 +
                uint256(revocations) * 2 ** 200;
        RecordState state = RecordState.wrap(word);
        assertEq(RecordState.unwrap(state.nextGeneration()), word + 2 ** 160, "generation");
        assertEq(RecordState.unwrap(state.nextEpoch()), word + 2 ** 176, "epoch");
        assertEq(RecordState.unwrap(state.nextRevocation()), word + 2 ** 200, "revocations");
        assertEq(RecordState.unwrap(state.close()), word + 2 ** 232, "closed");
        assertTrue(state.close().close().closed(), "closed twice");
    }

    function testFuzz_record_isVersion(
        uint256 word,
        uint16 generation,
        uint96 epoch,
        bool takeActual
    ) external pure {
        if (takeActual) generation = uint16(field(word, 160, 16));
        if (takeActual) epoch = uint96(field(word, 176, 24));
        bool same = generation == field(word, 160, 16) && epoch == field(word, 176, 24);
        assertEq(RecordState.wrap(word).isVersion(generation, epoch), same, "version");
        if (!same) return;
        assertEq(RecordState.wrap(word).isVersion(generation ^ 1, epoch), false, "generation");
        assertEq(
            RecordState.wrap(word).isVersion(generation, epoch ^ uint96(1 << (word % 96))),
            false,
            "epoch"
        );
    }

    /// @dev Any word, at any count, against the rule: the block stands at each level whose power divides the number.
    function testFuzz_journal_advance(uint256 word, uint32 place, uint8 level) external pure {
        uint256 number = field(word, 0, 32) + 1;
        // Random numbers are hardly ever multiples: round down to one of the chosen level.
        uint256 step = 4 ** (uint256(level) % 8);
        if (number > step) number -= number % step;
        word = (word / 2 ** 32) * 2 ** 32 + (number - 1);
        if (number > JournalLib.LAST_NUMBER) return;

        uint256 next = Journal.unwrap(Journal.wrap(word).advance(place, JournalLib.LAST_NUMBER));
        assertEq(field(next, 0, 32), number, "number");
        assertEq(Journal.wrap(next).count(), number, "count");
        for (uint256 i = 0; i < 7; ++i) {
            uint256 offset = 32 + 32 * i;
            uint256 expected = number % 4 ** i == 0 ? place : field(word, offset, 32);
            assertEq(field(next, offset, 32), expected, "block");
        }
    }

    function testFuzz_journal_first(uint32 place) external pure {
        Journal first = Journal.wrap(0).advance(place, JournalLib.LAST_NUMBER);
        assertEq(Journal.unwrap(JournalLib.first(place)), Journal.unwrap(first), "first");
    }
}
