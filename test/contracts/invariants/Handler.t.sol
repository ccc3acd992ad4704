// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "../support/Test.sol";
import {LeaseHandler} from "./LeaseHandler.sol";
import {LedgerHandler} from "./LedgerHandler.sol";

/// @title HandlerTest
/// @notice The invariants say something only if the handler gets somewhere: here it has to bring about each kind of
/// call, with success and without.
contract HandlerTest is Test {
    uint256 private constant ACTIONS = 3_000;

    bytes4[] private _actions;
    uint256 private _random;

    function setUp() external {
        _actions = [
            LedgerHandler.grantRoot.selector,
            LedgerHandler.revokeRoot.selector,
            LedgerHandler.revokeLeaf.selector,
            LedgerHandler.publishByProof.selector,
            LedgerHandler.requestAccess.selector,
            LedgerHandler.withdrawRequest.selector,
            LedgerHandler.answerRequest.selector,
            LedgerHandler.offer.selector,
            LedgerHandler.accept.selector,
            LedgerHandler.close.selector,
            LeaseHandler.publish.selector,
            LeaseHandler.grant.selector,
            LeaseHandler.signGrant.selector,
            LeaseHandler.sendGrant.selector,
            LeaseHandler.revoke.selector,
            LeaseHandler.revokeAll.selector,
            LeaseHandler.rotate.selector,
            LeaseHandler.cancelNonces.selector
        ];
    }

    function test_everyKindOfCallSucceedsAndIsRefused() external {
        string[20] memory kinds = [
            "grantRoot",
            "revokeRoot",
            "revokeLeaves",
            "publishByProof",
            "requestAccess",
            "withdrawRequest",
            "approveRequest",
            "declineRequest",
            "offer",
            "withdrawOffer",
            "accept",
            "publish",
            "publishBySig",
            "grant",
            "grantMany",
            "grantBySig",
            "revoke",
            "revokeMany",
            "revokeBySig",
            "rotate"
        ];
        LedgerHandler handler = new LedgerHandler();
        for (uint256 i = 0; i < ACTIONS; ++i) {
            bytes memory numbers = abi.encode(_draw(), _draw(), _draw());
            bytes4 action = _actions[_draw() % _actions.length];
            (bool ok, ) = address(handler).call(bytes.concat(action, numbers));
            assertTrue(ok, "an action failed");
        }
        for (uint256 i = 0; i < kinds.length; ++i) {
            (uint256 successes, uint256 refusals) = handler.outcomes(kinds[i]);
            assertTrue(successes > 0, string.concat("never succeeded: ", kinds[i]));
            assertTrue(refusals > 0, string.concat("never refused: ", kinds[i]));
        }
        handler.checkSurprises();
        handler.checkNumbers();
        handler.checkWalks();
        handler.checkAccess();
        handler.checkRooted();
    }

    function _draw() private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random;
    }
}
