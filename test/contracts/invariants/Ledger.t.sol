// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LedgerHandler} from "./LedgerHandler.sol";

/// @title LedgerInvariants
/// @notice The statements of README.md in this folder, by their numbers.
contract LedgerInvariants {
    LedgerHandler private _handler;

    function setUp() external {
        _handler = new LedgerHandler();
    }

    /// @dev Tells the test runner whom to call at random.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_01_accessIsALiveGrant() external view {
        _handler.checkAccess();
    }

    function invariant_02_headsMoveByRight() external view {
        _handler.checkHeads();
    }

    function invariant_03_numbersHaveNoGap() external view {
        _handler.checkNumbers();
    }

    function invariant_04_walkingFindsEverything() external view {
        _handler.checkWalks();
    }

    function invariant_05_closedMeansNo() external view {
        _handler.checkClosed();
    }

    function invariant_06_rootedLeases() external view {
        _handler.checkRooted();
    }

    function invariant_07_signaturesWorkOnce() external view {
        _handler.checkSignatures();
    }

    function invariant_08_nothingStaleLands() external view {
        _handler.checkFreshness();
    }

    function invariant_09_recordsChangeByRight() external view {
        _handler.checkRecords();
    }

    function invariant_10_nothingPossibleIsRefused() external view {
        _handler.checkSurprises();
    }

    function invariant_11_requests() external view {
        _handler.checkRequests();
    }

    function invariant_12_nonces() external view {
        _handler.checkNonces();
    }
}
