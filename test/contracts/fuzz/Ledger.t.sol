// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {Lease} from "../../../contracts/types/Lease.sol";
import {Recipient} from "../../../contracts/types/Recipient.sol";
import {RecordId} from "../../../contracts/types/RecordId.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Test} from "../support/Test.sol";

/// @title LedgerTest
/// @notice Single calls with any input, against the rules in plain arithmetic.
contract LedgerTest is Test {
    address private constant ANN = address(0xA11);
    Recipient private constant ANN_AT_0 = Recipient.wrap(0xA11);
    uint256 private constant CLOCK = 1_800_000_030;
    uint256 private constant SLICE = CLOCK / 60;

    ILedger private _ledger;
    RecordId private _record;

    function setUp() external {
        VM.warp(CLOCK);
        _ledger = ILedger(deploy("Ledger.sol:Ledger"));
        _record = _ledger.createRecord(0, new ILedger.Publication[](0));
    }

    function testFuzz_grant_anyLease(uint256 word, bytes32 envelope) external {
        _grant(word, envelope);
    }

    function testFuzz_grant_nearlyRight(uint256 word, uint256 times, bytes32 envelope) external {
        // Slices around the present one, no generation: most of what is left is valid.
        word = word % 2 ** 32;
        word += (SLICE - 2 + (times % 5)) * 2 ** 32;
        word += (SLICE - 2 + ((times >> 8) % 5)) * 2 ** 58;
        word += ((times >> 16) % 2) * (SLICE - 2 + ((times >> 24) % 5)) * 2 ** 84;
        word += ((times >> 32) % 4) * 2 ** 110;
        word += ((times >> 40) % 4) * 2 ** 238;
        _grant(word, envelope);
    }

    function testFuzz_publish_anyStamp(uint64 stamp, bytes32 expected, bytes32 head) external {
        _publish(stamp, expected, head);
    }

    function testFuzz_publish_nearlyRight(uint64 seed, bytes32 head) external {
        uint256 slice = SLICE - 7 + ((seed >> 8) % 9);
        _publish(uint64((seed % 130) + slice * 2 ** 8 + ((seed >> 16) % 2) * 2 ** 40), 0, head);
    }

    /// @dev Whoever calls whatever: a record that is somebody else's, and was never lent, stays as it is.
    function testFuzz_strangers(address from, uint256 choice, bytes32 a, bytes32 b) external {
        // Nobody can call as the zero address, to which a record without an offer is offered.
        VM.assume(from != address(this) && from != address(0));
        bytes4[12] memory selectors = [
            ILedger.grant.selector,
            ILedger.revoke.selector,
            ILedger.revokeAll.selector,
            ILedger.rotate.selector,
            ILedger.close.selector,
            ILedger.offer.selector,
            ILedger.withdrawOffer.selector,
            ILedger.accept.selector,
            ILedger.declineRequest.selector,
            ILedger.revokeRoot.selector,
            ILedger.grantRoot.selector,
            ILedger.approveRequest.selector
        ];
        bytes32 account = bytes32(uint256(uint160(uint256(a))));
        bytes memory data = abi.encodePacked(
            selectors[choice % 12],
            RecordId.unwrap(_record),
            abi.encode(account, b, a, b, a, b)
        );
        bytes32 before = keccak256(abi.encode(_ledger.recordOf(_record)));
        VM.prank(from);
        (bool ok, ) = address(_ledger).call(data);
        assertTrue(!ok, "a stranger's call went through");
        assertEq(keccak256(abi.encode(_ledger.recordOf(_record))), before, "record");
    }

    function testFuzz_recordId(address owner, bytes32 salt) external view {
        bytes32 expected = keccak256(abi.encode(block.chainid, address(_ledger), owner, salt));
        assertEq(RecordId.unwrap(_ledger.recordId(owner, salt)), expected, "id");
    }

    function _grant(uint256 word, bytes32 envelope) private {
        uint256 start = (word >> 32) % 2 ** 26;
        uint256 end = (word >> 58) % 2 ** 26;
        uint256 since = (word >> 84) % 2 ** 26;
        bool valid = end > SLICE && start < end && since < end;
        if ((word >> 110) % 2 ** 128 == 0 || (word >> 238) % 2 == 0) valid = false;
        if (word >> 240 != 0 || envelope == 0) valid = false;
        (bool ok, ) = address(_ledger).call(
            abi.encodeCall(ILedger.grant, (_record, ANN_AT_0, Lease.wrap(word), envelope))
        );
        assertEq(ok, valid, "granted");
        assertEq(Lease.unwrap(_ledger.grantOf(_record, ANN)), valid ? word : 0, "stored");
        uint8 section = uint8((word >> 110) % 2 == 1 ? 0 : 1);
        bool covered = (word >> (110 + section)) % 2 == 1;
        bool live = valid && covered && start <= SLICE;
        assertEq(_ledger.hasAccess(_record, ANN, section, 1), live, "access");
        assertEq(_ledger.hasAccess(_record, ANN, section, 2), live && (word >> 239) % 2 == 1, "2");
    }

    function _publish(uint64 stamp, bytes32 expected, bytes32 head) private {
        uint256 section = stamp % 256;
        uint256 slice = (stamp / 2 ** 8) % 2 ** 32;
        bool valid = section < 128 && stamp / 2 ** 40 == 0 && expected == 0 && head != 0;
        if (slice > SLICE || slice + 5 < SLICE) valid = false;
        ILedger.Publication[] memory publications = new ILedger.Publication[](1);
        publications[0] = ILedger.Publication(Stamp.wrap(stamp), expected, head);
        (bool ok, ) = address(_ledger).call(
            abi.encodeCall(ILedger.publish, (_record, publications))
        );
        assertEq(ok, valid, "published");
        assertEq(_ledger.headOf(_record, uint8(section)), valid ? head : bytes32(0), "head");
    }
}
