// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {Journal} from "../../../contracts/types/Journal.sol";
import {Lease} from "../../../contracts/types/Lease.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {LeaseHandler} from "./LeaseHandler.sol";

/// @title LedgerHandler
/// @notice Rooted leases, requests, transfer and the end of a record; and what the invariants ask.
contract LedgerHandler is LeaseHandler {
    // The newest rooted leases are kept, the others forgotten.
    uint256 private constant KEPT = 16;
    uint256 private _planted;

    constructor() {
        for (uint256 i = 0; i < RECORDS; ++i) {
            address owner = _account(i);
            bytes32 salt = bytes32(i);
            _ids[i] = keccak256(abi.encode(block.chainid, address(_LEDGER), owner, salt));
            VM.roll(_height);
            VM.warp(_clock);
            bytes memory data = abi.encodeCall(
                _LEDGER.createRecord,
                (salt, new ILedger.Publication[](0))
            );
            _try(owner, data, true, "createRecord");
            _model[i].exists = true;
            _model[i].owner = owner;
        }
    }

    /* ROOTED LEASES */

    function grantRoot(uint256 seed, uint256 window, uint256 odd) external step(seed) {
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        RootedLease[2] memory pair;
        for (uint256 i = 0; i < 2; ++i) {
            pair[i].record = index;
            pair[i].account = _account((seed >> 8) + i);
            pair[i].lease = _newLease(record, window >> (100 * i), odd >> (100 * i));
            pair[i].envelope = _newDigest();
            pair[1 - i].sibling = _leafOf(pair[i]);
        }
        (bytes32 one, bytes32 other) = (pair[0].sibling, pair[1].sibling);
        bytes32 root =
            one < other ? keccak256(abi.encode(one, other)) : keccak256(abi.encode(other, one));
        address from = odd % 16 == 0 ? _account(odd >> 8) : record.owner;
        uint256 epoch = record.epoch + (odd % 16 == 1 ? 1 : 0);
        uint256 generation = record.generation + (odd % 16 == 2 ? 1 : 0);
        bool fits = epoch == record.epoch && generation == record.generation;
        bytes memory data = abi.encodeCall(
            _LEDGER.grantRoot,
            (_id(index), root, _newDigest(), generation, epoch, bytes32(0))
        );
        bool expected = !record.closed && from == record.owner && fits;
        if (_try(from, data, expected, "grantRoot")) record.roots[root] = generation + 1;
        // Leases under a root that was refused stay in the list: they must never be live.
        for (uint256 i = 0; i < 2; ++i) {
            pair[i].root = root;
            if (_rooted.length < KEPT) _rooted.push();
            _rooted[_planted++ % KEPT] = pair[i];
        }
    }

    function revokeRoot(uint256 seed, uint256 which) external step(seed) {
        if (_rooted.length == 0) return;
        RootedLease storage rooted = _rooted[which % _rooted.length];
        ModelRecord storage record = _model[rooted.record];
        address from = seed % 8 == 0 ? _account(seed >> 8) : record.owner;
        bool expected = !record.closed && from == record.owner && record.roots[rooted.root] != 0;
        bytes memory data = abi.encodeCall(
            _LEDGER.revokeRoot,
            (_id(rooted.record), rooted.root, 0, bytes32(0))
        );
        if (!_try(from, data, expected, "revokeRoot")) return;
        record.roots[rooted.root] = 0;
        _revoked(record);
    }

    function revokeLeaf(uint256 seed, uint256 which) external step(seed) {
        if (_rooted.length == 0) return;
        RootedLease storage rooted = _rooted[which % _rooted.length];
        ModelRecord storage record = _model[rooted.record];
        address from = seed % 8 == 0 ? _account(seed >> 8) : record.owner;
        uint32[] memory leaves = new uint32[](1);
        leaves[0] = uint32(rooted.lease.leaf);
        bytes memory data = abi.encodeCall(
            _LEDGER.revokeLeaves,
            (_id(rooted.record), leaves, 0, bytes32(0))
        );
        bool expected = !record.closed && from == record.owner;
        if (!_try(from, data, expected, "revokeLeaves")) return;
        record.revokedLeaves[rooted.lease.leaf] = true;
        _revoked(record);
    }

    function publishByProof(uint256 seed, uint256 which) external step(seed) {
        if (_rooted.length == 0) return;
        RootedLease memory rooted = _rooted[which % _rooted.length];
        ModelRecord storage record = _model[rooted.record];
        uint256 section = _section(seed >> 8);
        address from = seed % 8 == 0 ? _account(seed >> 16) : rooted.account;
        ILedger.Publication[] memory publications = new ILedger.Publication[](1);
        publications[0] = ILedger.Publication({
            stamp: Stamp.wrap(uint64(section + _slice() * 2 ** 8 + record.epoch * 2 ** 40)),
            expectedHead: record.heads[section],
            newHead: _newDigest()
        });
        bool allowed = _hasRootedAccess(rooted, section, 2);
        bytes memory data = abi.encodeCall(
            _LEDGER.publishByProof,
            (_id(rooted.record), publications, _membership(rooted))
        );
        if (_try(from, data, allowed && from == rooted.account, "publishByProof")) {
            record.heads[section] = publications[0].newHead;
        }
    }

    /* REQUESTS */

    function requestAccess(uint256 seed, uint256 odd) external step(seed) {
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        address from = _account(seed >> 8);
        uint8 rights = uint8(odd % 8 == 0 ? odd >> 8 : 1 + 2 * ((odd >> 8) % 2));
        uint128 sections = uint128(odd % 8 == 1 ? 0 : 1);
        uint32 duration = uint32(odd % 8 == 2 ? 0 : 1);
        bool fits = (rights == 1 || rights == 3) && sections != 0 && duration != 0;
        bytes memory data = abi.encodeCall(
            _LEDGER.requestAccess,
            (_id(index), sections, rights, duration, bytes32(0))
        );
        bool expected = !record.closed && from != record.owner && fits;
        if (_try(from, data, expected, "requestAccess")) record.requests[from] = true;
    }

    function withdrawRequest(uint256 seed) external step(seed) {
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        address from = _account(seed >> 8);
        bytes memory data = abi.encodeCall(_LEDGER.withdrawRequest, (_id(index)));
        if (_try(from, data, record.requests[from], "withdrawRequest")) {
            record.requests[from] = false;
        }
    }

    function answerRequest(uint256 seed, uint256 window, uint256 odd) external step(seed) {
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        address account = _account(seed >> 8);
        address from = odd % 16 == 0 ? _account(odd >> 8) : record.owner;
        bool asked = !record.closed && from == record.owner && record.requests[account];
        if (odd % 2 == 0) {
            bytes memory refusal = abi.encodeCall(_LEDGER.declineRequest, (_id(index), account));
            if (_try(from, refusal, asked, "declineRequest")) record.requests[account] = false;
            return;
        }
        ModelLease memory lease = _newLease(record, window, odd >> 64);
        bytes memory approval = abi.encodeCall(
            _LEDGER.approveRequest,
            (_id(index), account, _pack(lease), _newDigest(), record.epoch, bytes32(0))
        );
        bool expected = asked && _mayGrant(record, account, lease, record.epoch);
        if (!_try(from, approval, expected, "approveRequest")) return;
        record.requests[account] = false;
        record.leases[account] = lease;
    }

    /* TRANSFER */

    function offer(uint256 seed, uint256 odd) external step(seed) {
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        address from = odd % 8 == 0 ? _account(odd >> 8) : record.owner;
        bool mayCall = !record.closed && from == record.owner;
        if (odd % 4 == 1) {
            bytes memory back = abi.encodeCall(_LEDGER.withdrawOffer, (_id(index)));
            bool offered = record.offeredTo != address(0);
            if (_try(from, back, mayCall && offered, "withdrawOffer"))
                record.offeredTo = address(0);
            return;
        }
        address account = odd % 8 == 2 ? address(0) : _account(seed >> 8);
        bytes32 handover = odd % 8 == 6 ? bytes32(0) : bytes32(odd);
        bytes memory data = abi.encodeCall(_LEDGER.offer, (_id(index), account, handover));
        bool fits = account != address(0) && account != from && handover != 0;
        if (_try(from, data, mayCall && fits, "offer")) record.offeredTo = account;
    }

    function accept(uint256 seed, uint256 odd) external step(seed) {
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        address from = odd % 4 == 0 ? _account(odd >> 8) : record.offeredTo;
        if (from == address(0)) from = _account(seed >> 8);
        bytes32 rotation = odd % 2 == 0 ? _newDigest() : bytes32(0);
        bool expected = !record.closed && record.offeredTo == from;
        bytes memory data = abi.encodeCall(_LEDGER.accept, (_id(index), record.epoch, rotation));
        if (!_try(from, data, expected, "accept")) return;
        record.owner = from;
        record.offeredTo = address(0);
        ++record.generation;
        ++record.endings;
        if (rotation != 0) _rotated(record);
    }

    function close(uint256 seed, uint256 odd) external step(seed) {
        // Rare, and the first record stays open: a closed one has no more to show.
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        address from = odd % 4 == 0 ? record.owner : _account(odd >> 8);
        if (odd % 16 != 0 || index == 0) {
            if (from == record.owner) return;
        }
        bytes memory data = abi.encodeCall(_LEDGER.close, (_id(index)));
        bool expected = !record.closed && from == record.owner;
        if (_try(from, data, expected, "close")) record.closed = true;
    }

    /* QUESTIONS */

    function checkAccess() external view {
        for (uint256 r = 0; r < RECORDS; ++r) {
            for (uint256 a = 0; a < ACCOUNTS; ++a) {
                for (uint256 s = 0; s < 3; ++s) {
                    for (uint8 rights = 0; rights < 4; ++rights) {
                        assertEq(
                            _LEDGER.hasAccess(_id(r), _account(a), uint8(_section(s)), rights),
                            _hasAccess(_model[r], _account(a), _section(s), rights),
                            "access"
                        );
                    }
                }
            }
        }
    }

    function checkHeads() external view {
        for (uint256 r = 0; r < RECORDS; ++r) {
            for (uint256 s = 0; s < 3; ++s) {
                bytes32 head = _LEDGER.headOf(_id(r), uint8(_section(s)));
                assertEq(head, _model[r].heads[_section(s)], "head");
            }
        }
    }

    function checkNumbers() external view {
        assertEq(_gaps, 0, "gaps");
        for (uint256 i = 0; i < _journals.length; ++i) {
            uint256 word = _storedWord(_journals[i]);
            assertEq(word % 2 ** 32, _book[_journals[i]].length, "count");
        }
    }

    function checkWalks() external view {
        for (uint256 i = 0; i < _journals.length; ++i) {
            assertTrue(_walksAll(_journals[i], _storedWord(_journals[i])), "walk");
        }
    }

    function checkClosed() external view {
        for (uint256 r = 0; r < RECORDS; ++r) {
            if (!_LEDGER.recordOf(_id(r)).closed) continue;
            for (uint256 a = 0; a < ACCOUNTS; ++a) {
                for (uint256 s = 0; s < 3; ++s) {
                    uint8 section = uint8(_section(s));
                    assertTrue(!_LEDGER.hasAccess(_id(r), _account(a), section, 1), "closed");
                }
            }
            for (uint256 i = 0; i < _rooted.length; ++i) {
                if (_rooted[i].record != r) continue;
                assertTrue(!_reachesByProof(_rooted[i], 0, 1), "closed");
                assertTrue(!_LEDGER.hasRoot(_id(r), _rooted[i].root), "closed");
            }
        }
    }

    function checkRooted() external view {
        for (uint256 i = 0; i < _rooted.length; ++i) {
            for (uint256 s = 0; s < 3; ++s) {
                for (uint8 rights = 0; rights < 4; ++rights) {
                    bool reached = _reachesByProof(_rooted[i], _section(s), rights);
                    bool expected = _hasRootedAccess(_rooted[i], _section(s), rights);
                    assertEq(reached, expected, "rooted access");
                }
            }
        }
    }

    function checkSignatures() external view {
        assertEq(_abuses, 0, "abuses");
    }

    function checkFreshness() external view {
        assertEq(_stale, 0, "stale");
    }

    function checkRecords() external view {
        for (uint256 r = 0; r < RECORDS; ++r) {
            ILedger.Record memory record = _LEDGER.recordOf(_id(r));
            assertEq(uint160(record.owner), uint160(_model[r].owner), "owner");
            assertEq(uint160(record.pendingOwner), uint160(_model[r].offeredTo), "offer");
            assertEq(record.generation, _model[r].generation, "generation");
            assertEq(record.epoch, _model[r].epoch, "epoch");
            assertEq(record.revocations, _model[r].revocations, "revocations");
            assertEq(record.closed, _model[r].closed, "closed");
        }
    }

    function checkSurprises() external view {
        assertTrue(_surprises == 0, _surprise);
    }

    function checkRequests() external view {
        for (uint256 r = 0; r < RECORDS; ++r) {
            for (uint256 a = 0; a < ACCOUNTS; ++a) {
                bool asks = !_LEDGER.requestOf(_id(r), _account(a)).isNone();
                assertEq(asks, _model[r].requests[_account(a)], "request");
            }
        }
    }

    function checkNonces() external view {
        for (uint256 a = 0; a < ACCOUNTS; ++a) {
            for (uint256 nonce = 1000; nonce < 1012; ++nonce) {
                uint256 bits = _LEDGER.nonces(_account(a), uint248(nonce / 256));
                bool used = (bits >> (nonce % 256)) % 2 == 1;
                assertEq(used, _used[_account(a)][nonce], "nonce");
            }
        }
    }

    /// @dev How often calls of this kind succeeded, and how often they were refused.
    function outcomes(
        string calldata what
    ) external view returns (uint256 successes, uint256 refusals) {
        return (_successes[what], _refusals[what]);
    }

    /* PRIVATE */

    function _storedWord(bytes32 journal) private view returns (uint256) {
        for (uint256 r = 0; r < RECORDS; ++r) {
            if (journal != _recordJournal(_ids[r])) continue;
            return Journal.unwrap(_LEDGER.recordOf(_id(r)).journal);
        }
        for (uint256 a = 0; a < ACCOUNTS; ++a) {
            address account = _account(a);
            (Journal lent, Journal asked) = _LEDGER.journalsOf(account);
            if (journal == _lentJournal(account)) return Journal.unwrap(lent);
            if (journal == _askedJournal(account)) return Journal.unwrap(asked);
        }
        revert NotTrue("a journal of nobody's");
    }

    function _reachesByProof(
        RootedLease memory rooted,
        uint256 section,
        uint8 rights
    ) private view returns (bool) {
        return
            _LEDGER.hasAccessByProof(
                _id(rooted.record),
                uint8(section),
                rights,
                _membership(rooted)
            );
    }

    function _membership(
        RootedLease memory rooted
    ) private pure returns (ILedger.Membership memory membership) {
        membership.account = rooted.account;
        membership.lease = _pack(rooted.lease);
        membership.envelope = rooted.envelope;
        membership.proof = new bytes32[](1);
        membership.proof[0] = rooted.sibling;
    }

    function _leafOf(RootedLease memory rooted) private view returns (bytes32) {
        uint256 lease = Lease.unwrap(_pack(rooted.lease));
        bytes32 record = _ids[rooted.record];
        return
            keccak256(
                bytes.concat(keccak256(abi.encode(record, rooted.account, lease, rooted.envelope)))
            );
    }
}
