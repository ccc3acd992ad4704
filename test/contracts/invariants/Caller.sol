// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {Lease} from "../../../contracts/types/Lease.sol";
import {RecordId} from "../../../contracts/types/RecordId.sol";
import {Vm} from "../support/Vm.sol";
import {JournalBook} from "./JournalBook.sol";

/// @title Caller
/// @notice Makes calls for the handler, compares how they went with what the model says, and signs.
abstract contract Caller is JournalBook {
    ILedger internal immutable _LEDGER = ILedger(deploy("Ledger.sol:Ledger"));

    bytes32[RECORDS] internal _ids;

    // The first call that went otherwise than the model said, and how many did.
    string internal _surprise;
    uint256 internal _surprises;

    // Number of signatures that worked when they should not have.
    uint256 internal _abuses;

    uint256 internal _calls;

    // How often each kind of call succeeded, and how often it was refused.
    mapping(string what => uint256 count) internal _successes;
    mapping(string what => uint256 count) internal _refusals;

    /// @dev Time and blocks pass before each action.
    modifier step(uint256 seed) {
        _height += (seed >> 240) % 3;
        _clock += (seed >> 232) % 8 == 0 ? (seed >> 200) % 400 : (seed >> 200) % 20;
        VM.roll(_height);
        VM.warp(_clock);
        _;
    }

    function _epochOf(bytes32 record) internal view override returns (uint256) {
        for (uint256 i = 0; i < RECORDS; ++i) if (_ids[i] == record) return _model[i].epoch;
        return 0;
    }

    /// @dev Calls, now and then in a batch of one, and notes if it went otherwise than expected.
    function _try(
        address from,
        bytes memory data,
        bool expected,
        string memory what
    ) internal returns (bool ok) {
        if (++_calls % 4 == 0) {
            bytes[] memory batch = new bytes[](1);
            batch[0] = data;
            data = abi.encodeCall(Multicall.multicall, (batch));
        }
        VM.recordLogs();
        VM.prank(from);
        (ok, ) = address(_LEDGER).call(data);
        // The record has the events of calls that failed too.
        Vm.Log[] memory logs = VM.getRecordedLogs();
        if (ok) _file(logs);
        if (ok) ++_successes[what];
        else ++_refusals[what];
        if (ok != expected && _surprises++ == 0) _surprise = what;
    }

    /* SIGNATURES */

    function _authorize(
        address signer,
        bytes32 structHash,
        uint256 nonce,
        uint256 deadline
    ) internal view returns (ILedger.Authorization memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Leasehold Ledger"),
                keccak256("1"),
                block.chainid,
                address(_LEDGER)
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, structHash));
        uint256 index = 0;
        while (_accounts[index] != signer) ++index;
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(FIRST_KEY + index, digest);
        return ILedger.Authorization(nonce, deadline, abi.encodePacked(r, s, v));
    }

    function _hashRevoke(
        bytes32 record,
        address account,
        uint256[2] memory version,
        bytes32 rotation,
        uint256[2] memory once
    ) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256(
                        "Revoke(bytes32 record,address account,uint16 generation,uint24 epoch,"
                        "bytes32 rotation,uint256 nonce,uint256 deadline)"
                    ),
                    record,
                    account,
                    version[0],
                    version[1],
                    rotation,
                    once[0],
                    once[1]
                )
            );
    }

    function _hashGrant(
        bytes32 record,
        address account,
        ModelLease memory lease,
        bytes32 envelope,
        uint256[2] memory version,
        uint256[2] memory once
    ) internal pure returns (bytes32) {
        bytes memory head = abi.encode(
            keccak256(
                "Grant(bytes32 record,address account,uint32 leaf,uint32 notBefore,"
                "uint32 expiresAt,uint32 since,uint128 sections,uint8 rights,uint16 generation,"
                "bytes32 envelope,uint24 epoch,bytes32 rotation,uint32 revocations,uint256 nonce,"
                "uint256 deadline)"
            ),
            record,
            account,
            lease.leaf,
            lease.notBefore,
            lease.expiresAt,
            lease.since,
            lease.sections,
            lease.rights,
            lease.generation
        );
        bytes memory tail = abi.encode(
            envelope,
            version[0],
            bytes32(0),
            version[1],
            once[0],
            once[1]
        );
        return keccak256(bytes.concat(head, tail));
    }

    function _hashPublish(
        bytes32 record,
        uint256 generation,
        ILedger.Publication memory publication,
        uint256[3] memory stamp,
        uint256[2] memory once
    ) internal pure returns (bytes32) {
        string memory inner =
            "Publication(uint8 section,uint32 slice,uint24 epoch,"
            "bytes32 expectedHead,bytes32 newHead)";
        bytes32 entry = keccak256(
            abi.encode(
                keccak256(bytes(inner)),
                stamp[0],
                stamp[1],
                stamp[2],
                publication.expectedHead,
                publication.newHead
            )
        );
        string memory outer =
            "Publish(bytes32 record,uint16 generation,Publication[] publications,"
            "uint256 nonce,uint256 deadline)";
        return
            keccak256(
                abi.encode(
                    keccak256(bytes.concat(bytes(outer), bytes(inner))),
                    record,
                    generation,
                    keccak256(abi.encodePacked(entry)),
                    once[0],
                    once[1]
                )
            );
    }

    /* WORDS */

    function _pack(ModelLease memory lease) internal pure returns (Lease) {
        return
            Lease.wrap(
                lease.leaf +
                    lease.notBefore * 2 ** 32 +
                    lease.expiresAt * 2 ** 58 +
                    lease.since * 2 ** 84 +
                    lease.sections * 2 ** 110 +
                    lease.rights * 2 ** 238 +
                    lease.generation * 2 ** 240
            );
    }

    function _id(uint256 record) internal view returns (RecordId) {
        return RecordId.wrap(_ids[record]);
    }
}
