// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {Recipient} from "../../../contracts/types/Recipient.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Caller} from "./Caller.sol";

/// @title LeaseHandler
/// @notice Entries, grants and revocations. Each action takes a few random numbers and makes of them something that is
/// mostly right and sometimes wrong.
abstract contract LeaseHandler is Caller {
    /// @dev What an action is about to do, in memory: the stack has not the room.
    struct Move {
        uint256 index;
        address from;
        address account;
        ModelLease lease;
        bytes32 envelope;
        uint256 epoch;
        bytes32 rotation;
        bool expected;
        bytes data;
    }

    struct Draft {
        uint256 index;
        address author;
        uint256 section;
        uint256 slice;
        uint256 epoch;
        bool expected;
        ILedger.Publication[] publications;
    }

    struct SignedGrant {
        uint256 index;
        address signer;
        address account;
        ModelLease lease;
        bytes32 envelope;
        uint256 epoch;
        uint256 revocations;
        // What the record's count of endings was when it was signed.
        uint256 endings;
        // Whether it names a generation that had not begun.
        bool early;
        ILedger.Authorization authorization;
        bool spent;
    }

    SignedGrant[] internal _signed;

    // The newest signed grants are kept, the others forgotten.
    uint256 private constant KEPT = 16;
    uint256 private _written;

    uint256 private _leaf;
    uint256 private _digest;

    /* ACTIONS */

    function publish(uint256 seed, uint256 odd) external step(seed) {
        ModelRecord storage record = _model[seed % RECORDS];
        Draft memory draft;
        draft.index = seed % RECORDS;
        draft.author = odd % 4 < 2 ? record.owner : _account(odd >> 8);
        draft.section = odd % 32 == 0 ? 128 : _section(seed >> 8);
        draft.epoch = record.epoch + (odd % 16 == 1 ? 1 : 0);
        uint256 back = bound(seed >> 16, odd % 8 == 2 ? 0 : 1, odd % 8 == 3 ? 8 : 4);
        draft.slice = _slice() + 1 - back;
        bytes32 head = record.heads[draft.section];
        draft.publications = _publicationOf(draft, odd % 16 == 4 ? bytes32(uint256(1)) : head);

        bool fits = draft.epoch == record.epoch && back >= 1 && back <= 6;
        bool allowed =
            draft.author == record.owner
                ? draft.section < 128
                : _hasAccess(record, draft.author, draft.section, 2);
        draft.expected = !record.closed && allowed && fits && odd % 16 != 4;
        bool ok = (odd >> 32) % 2 == 0 ? _publishDirectly(draft) : _publishBySig(draft, seed);
        if (ok) record.heads[draft.section] = draft.publications[0].newHead;
    }

    function grant(uint256 seed, uint256 window, uint256 odd) external step(seed) {
        ModelRecord storage record = _model[seed % RECORDS];
        Move memory move;
        move.index = seed % RECORDS;
        move.from = odd % 16 == 0 ? _account(odd >> 8) : record.owner;
        move.account = odd % 16 == 1 ? address(0) : _account(seed >> 8);
        move.lease = _newLease(record, window, odd >> 64);
        move.epoch = record.epoch + (odd % 16 == 2 ? 1 : 0);
        move.envelope = _newDigest();
        move.expected =
            !record.closed &&
            move.from == record.owner &&
            _mayGrant(record, move.account, move.lease, move.epoch);
        bool many = (odd >> 32) % 2 == 1;
        if (many && odd % 4 == 0) move.rotation = _newDigest();
        move.data = many ? _grantManyCall(move) : _grantCall(move);
        if (!_try(move.from, move.data, move.expected, many ? "grantMany" : "grant")) return;
        if (move.rotation != 0) _rotated(record);
        record.leases[move.account] = move.lease;
    }

    /// @dev Signs a grant, and keeps it for later.
    function signGrant(uint256 seed, uint256 window, uint256 odd) external step(seed) {
        ModelRecord storage record = _model[seed % RECORDS];
        if (record.closed) return;
        if (_signed.length < KEPT) _signed.push();
        SignedGrant storage signed = _signed[_written++ % KEPT];
        signed.spent = false;
        signed.index = seed % RECORDS;
        signed.signer = record.owner;
        signed.account = _account(seed >> 8);
        signed.lease = _newLease(record, window, odd);
        signed.envelope = _newDigest();
        signed.epoch = record.epoch;
        signed.revocations = record.revocations;
        signed.endings = record.endings;
        signed.early = signed.lease.generation > record.generation;
        // Nonces are chosen from a few, so that some meet.
        uint256[2] memory once = [1000 + ((seed >> 16) % 12), _clock + ((odd >> 8) % 1000)];
        bytes32 structHash = _hashGrant(
            _ids[signed.index],
            signed.account,
            signed.lease,
            signed.envelope,
            [signed.epoch, signed.revocations],
            once
        );
        signed.authorization = _authorize(signed.signer, structHash, once[0], once[1]);
    }

    /// @dev Sends a signed grant, fresh or stale, for the first time or again.
    function sendGrant(uint256 seed, uint256 which) external step(seed) {
        if (_signed.length == 0) return;
        SignedGrant storage signed = _signed[which % _signed.length];
        ModelRecord storage record = _model[signed.index];
        uint256 nonce = signed.authorization.nonce;
        bool fresh =
            !signed.spent &&
                !_used[signed.signer][nonce] &&
                _clock <= signed.authorization.deadline &&
                signed.revocations == record.revocations &&
                (signed.endings == record.endings || signed.early);
        bool expected =
            fresh &&
                !record.closed &&
                _mayGrant(record, signed.account, signed.lease, signed.epoch);
        if (!_try(_account(seed >> 8), _grantBySigCall(signed), expected, "grantBySig")) return;
        if (!fresh) ++_abuses;
        signed.spent = true;
        _used[signed.signer][nonce] = true;
        record.leases[signed.account] = signed.lease;
    }

    function revoke(uint256 seed, uint256 odd) external step(seed) {
        ModelRecord storage record = _model[seed % RECORDS];
        Move memory move;
        move.index = seed % RECORDS;
        move.account = _account(seed >> 8);
        if (odd % 2 == 0) move.rotation = _newDigest();
        move.epoch = record.epoch + (odd % 16 == 4 ? 1 : 0);
        move.from = odd % 16 == 3 ? _account(odd >> 8) : record.owner;
        bool fits = move.rotation == 0 || move.epoch == record.epoch;
        bool held = !record.closed && record.leases[move.account].granted;
        bool byOwner = !record.closed && move.from == record.owner;
        bool ok;
        if (odd % 3 == 0) {
            move.expected = held && move.epoch == record.epoch;
            ok = _revokeBySig(move, seed);
        } else if (odd % 3 == 1) {
            ok = _try(move.from, _revokeCall(move), held && fits && byOwner, "revoke");
        } else {
            ok = _try(move.from, _revokeManyCall(move), fits && byOwner, "revokeMany");
        }
        if (!ok) return;
        if (move.rotation != 0) _rotated(record);
        if (held) _revoked(record);
        delete record.leases[move.account];
    }

    function revokeAll(uint256 seed, uint256 odd) external step(seed) {
        // Rare: it would leave nothing to look at.
        if (odd % 4 != 0) return;
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        address from = odd % 32 == 0 ? _account(odd >> 8) : record.owner;
        bytes memory data = abi.encodeCall(_LEDGER.revokeAll, (_id(index), 0, bytes32(0)));
        bool expected = !record.closed && from == record.owner;
        if (!_try(from, data, expected, "revokeAll")) return;
        ++record.generation;
        ++record.endings;
    }

    function rotate(uint256 seed, uint256 odd) external step(seed) {
        uint256 index = seed % RECORDS;
        ModelRecord storage record = _model[index];
        address from = odd % 8 == 0 ? _account(odd >> 8) : record.owner;
        uint256 epoch = record.epoch + (odd % 8 == 1 ? 1 : 0);
        bool expected = !record.closed && from == record.owner && epoch == record.epoch;
        bytes memory data = abi.encodeCall(_LEDGER.rotate, (_id(index), epoch, _newDigest()));
        if (_try(from, data, expected, "rotate")) _rotated(record);
    }

    function cancelNonces(uint256 seed, uint256 nonce) external step(seed) {
        address account = _account(seed);
        nonce = 1000 + (nonce % 12);
        bytes memory data = abi.encodeCall(
            _LEDGER.cancelNonces,
            (uint248(nonce / 256), 2 ** (nonce % 256))
        );
        if (_try(account, data, true, "cancelNonces")) _used[account][nonce] = true;
    }

    /* INTERNAL */

    function _rotated(ModelRecord storage record) internal {
        ++record.epoch;
        ++record.endings;
    }

    function _revoked(ModelRecord storage record) internal {
        ++record.revocations;
        ++record.endings;
    }

    function _newDigest() internal returns (bytes32) {
        return keccak256(abi.encode("digest", ++_digest));
    }

    function _newLease(
        ModelRecord storage record,
        uint256 window,
        uint256 odd
    ) internal returns (ModelLease memory lease) {
        lease.granted = true;
        lease.leaf = ++_leaf;
        lease.notBefore = _slice() + (window % 4) - 1;
        lease.expiresAt = _slice() + ((window >> 8) % 30);
        lease.since = (window >> 16) % 4 == 0 ? lease.notBefore : 0;
        lease.sections = bound(window >> 24, odd % 16 == 5 ? 0 : 1, 3);
        if ((window >> 32) % 2 == 0) lease.sections += 2 ** 127;
        lease.rights = odd % 16 == 6 ? (window >> 40) % 4 : 1 + 2 * ((window >> 40) % 2);
        lease.generation = record.generation + (odd % 16 == 7 ? 1 : 0);
    }

    function _publicationOf(
        Draft memory draft,
        bytes32 expectedHead
    ) internal returns (ILedger.Publication[] memory publications) {
        publications = new ILedger.Publication[](1);
        uint256 stamp = draft.section + draft.slice * 2 ** 8 + draft.epoch * 2 ** 40;
        publications[0].stamp = Stamp.wrap(uint64(stamp));
        publications[0].expectedHead = expectedHead;
        publications[0].newHead = _newDigest();
    }

    /* PRIVATE */

    function _grantCall(Move memory move) private view returns (bytes memory) {
        Recipient to = Recipient.wrap(uint160(move.account) + move.epoch * 2 ** 160);
        return
            abi.encodeCall(_LEDGER.grant, (_id(move.index), to, _pack(move.lease), move.envelope));
    }

    function _grantManyCall(Move memory move) private view returns (bytes memory) {
        ILedger.Grantee[] memory grantees = new ILedger.Grantee[](1);
        grantees[0] = ILedger.Grantee(move.account, uint32(move.lease.leaf), move.envelope);
        return
            abi.encodeCall(
                _LEDGER.grantMany,
                (_id(move.index), _pack(move.lease), grantees, move.epoch, move.rotation)
            );
    }

    function _grantBySigCall(SignedGrant memory signed) private view returns (bytes memory) {
        return
            abi.encodeCall(
                _LEDGER.grantBySig,
                (
                    _id(signed.index),
                    signed.account,
                    _pack(signed.lease),
                    signed.envelope,
                    signed.epoch,
                    bytes32(0),
                    uint32(signed.revocations),
                    signed.authorization
                )
            );
    }

    function _revokeCall(Move memory move) private view returns (bytes memory) {
        return
            abi.encodeCall(
                _LEDGER.revoke,
                (_id(move.index), move.account, move.epoch, move.rotation)
            );
    }

    /// @dev The same account twice: the second time there is nothing left.
    function _revokeManyCall(Move memory move) private view returns (bytes memory) {
        address[] memory accounts = new address[](2);
        accounts[0] = move.account;
        accounts[1] = move.account;
        return
            abi.encodeCall(
                _LEDGER.revokeMany,
                (_id(move.index), accounts, move.epoch, move.rotation)
            );
    }

    function _publishDirectly(Draft memory draft) private returns (bool) {
        bytes memory data = abi.encodeCall(_LEDGER.publish, (_id(draft.index), draft.publications));
        return _try(draft.author, data, draft.expected, "publish");
    }

    function _publishBySig(Draft memory draft, uint256 seed) private returns (bool) {
        uint256 generation = _model[draft.index].generation;
        uint256[2] memory once = [2000 + ((seed >> 64) % 200), _clock];
        bytes32 structHash = _hashPublish(
            _ids[draft.index],
            generation,
            draft.publications[0],
            [draft.section, draft.slice, draft.epoch],
            once
        );
        bytes memory data = abi.encodeCall(
            _LEDGER.publishBySig,
            (
                _id(draft.index),
                draft.author,
                generation,
                draft.publications,
                _authorize(draft.author, structHash, once[0], once[1])
            )
        );
        return _sendTwice(draft.author, once[0], data, draft.expected, "publishBySig");
    }

    function _revokeBySig(Move memory move, uint256 seed) private returns (bool) {
        address owner = _model[move.index].owner;
        uint256 generation = _model[move.index].generation;
        uint256[2] memory once = [3000 + ((seed >> 64) % 200), _clock];
        bytes32 structHash = _hashRevoke(
            _ids[move.index],
            move.account,
            [generation, move.epoch],
            move.rotation,
            once
        );
        bytes memory data = abi.encodeCall(
            _LEDGER.revokeBySig,
            (
                _id(move.index),
                move.account,
                generation,
                move.epoch,
                move.rotation,
                _authorize(owner, structHash, once[0], once[1])
            )
        );
        return _sendTwice(owner, once[0], data, move.expected, "revokeBySig");
    }

    /// @dev Sends what was signed, and then tries it again at once, which must not work.
    function _sendTwice(
        address signer,
        uint256 nonce,
        bytes memory data,
        bool expected,
        string memory what
    ) private returns (bool ok) {
        bool used = _used[signer][nonce];
        ok = _try(_account(nonce), data, expected && !used, what);
        if (!ok) return false;
        if (used) ++_abuses;
        _used[signer][nonce] = true;
        (bool again, ) = address(_LEDGER).call(data);
        if (again) ++_abuses;
    }
}
