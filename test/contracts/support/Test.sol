// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title Test
/// @notice What every test in Solidity stands on: the cheatcodes, and assertions that say what was compared.
abstract contract Test {
    error NotEqual(uint256 actual, uint256 expected, string what);
    error NotTrue(string what);

    Vm internal constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Deploys a contract as it was built for shipping: a test that imported it would compile it again, its own way.
    function deploy(string memory artifact) internal returns (address deployed) {
        bytes memory code = VM.getCode(artifact);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        assertTrue(deployed != address(0), artifact);
    }

    function assertTrue(bool value, string memory what) internal pure {
        if (!value) revert NotTrue(what);
    }

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(actual, expected, what);
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        assertEq(uint256(actual), uint256(expected), what);
    }

    function assertEq(bool actual, bool expected, string memory what) internal pure {
        assertEq(actual ? 1 : 0, expected ? 1 : 0, what);
    }

    /// @dev A number from `low` to `high`, both included, made of any number.
    function bound(uint256 seed, uint256 low, uint256 high) internal pure returns (uint256) {
        uint256 span = high - low;
        return span == type(uint256).max ? seed : low + (seed % (span + 1));
    }
}
