// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedgerErrors} from "../interfaces/ILedgerErrors.sol";
import {Slice} from "./Slice.sol";

/// @notice A lease, in the one word in which a grant is stored.
///
/// | bits      | field      | meaning                                                                            |
/// | --------- | ---------- | ---------------------------------------------------------------------------------- |
/// | 0..31     | leaf       | its number in the record's lease tree, from which rotations know it                |
/// | 32..57    | notBefore  | first slice in which it is live                                                    |
/// | 58..83    | expiresAt  | first slice in which it no longer is                                               |
/// | 84..109   | since      | first slice of the data that is lent; 0 lends the whole history                    |
/// | 110..237  | sections   | a bitmap; bit s stands for section s                                               |
/// | 238..239  | rights     | 1 = READ, 3 = READ and WRITE                                                       |
/// | 240..255  | generation | the record's generation; the lease ends when the record moves on to the next       |
///
/// The zero word is "no lease": a valid one is never zero. Slices have 26 bits because the tree of slice keys has 2^26
/// leaves (it ends in August 2097).
type Lease is uint256;

using LeaseLib for Lease global;

/// @notice Reads, checks and judges leases.
library LeaseLib {
    /// @dev May open what is published in the sections.
    uint256 internal constant READ = 1;

    /// @dev May add entries to the sections. Only valid together with READ.
    uint256 internal constant WRITE = 2;

    uint256 private constant LEAF_MASK = type(uint32).max;
    uint256 private constant SLICE_MASK = (1 << 26) - 1;
    uint256 private constant RIGHTS_MASK = 3;

    // The narrowing casts below drop what belongs to other fields, or follow a mask of as many bits.

    function leaf(Lease self) internal pure returns (uint32) {
        return uint32(Lease.unwrap(self));
    }

    function notBefore(Lease self) internal pure returns (uint256) {
        return (Lease.unwrap(self) >> 32) & SLICE_MASK;
    }

    function expiresAt(Lease self) internal pure returns (uint256) {
        return (Lease.unwrap(self) >> 58) & SLICE_MASK;
    }

    function since(Lease self) internal pure returns (uint256) {
        return (Lease.unwrap(self) >> 84) & SLICE_MASK;
    }

    function sections(Lease self) internal pure returns (uint128) {
        return uint128(Lease.unwrap(self) >> 110);
    }

    function rights(Lease self) internal pure returns (uint256) {
        return (Lease.unwrap(self) >> 238) & RIGHTS_MASK;
    }

    function generation(Lease self) internal pure returns (uint16) {
        return uint16(Lease.unwrap(self) >> 240);
    }

    /// @notice Whether there is no lease.
    function isNone(Lease self) internal pure returns (bool) {
        return Lease.unwrap(self) == 0;
    }

    /// @notice The same lease with another leaf.
    function withLeaf(Lease self, uint32 leaf_) internal pure returns (Lease) {
        return Lease.wrap((Lease.unwrap(self) & ~LEAF_MASK) | leaf_);
    }

    /// @notice The sections that the lease opens with all of `wanted` at slice `now_`, in a record of generation
    /// `current`: a bitmap, empty if the lease is not live or lacks a right.
    function reach(
        Lease self,
        uint256 wanted,
        uint256 current,
        uint256 now_
    ) internal pure returns (uint128) {
        bool live =
            self.notBefore() <= now_ && now_ < self.expiresAt() && self.generation() == current;
        return live && self.rights() & wanted == wanted ? self.sections() : 0;
    }

    /// @notice Whether the rights mean something: READ, or READ and WRITE.
    function hasRights(Lease self) internal pure returns (bool) {
        // There are but two bits, and each of the two valid numbers has the lower.
        return self.rights() & READ != 0;
    }

    /// @notice Reverts unless the lease could be granted now.
    /// @dev Does not look at the generation, which the caller compares with the record's. A start in the past is fine
    /// ("from now on" would otherwise depend on when the transaction lands), an end in the past is not.
    function check(Lease self) internal view {
        if (!self.hasRights()) revert ILedgerErrors.Ledger_RightsInvalid(self.rights());
        if (self.sections() == 0) revert ILedgerErrors.Ledger_NoSections();
        uint256 end = self.expiresAt();
        uint256 now_ = Slice.current();
        if (end <= now_) revert ILedgerErrors.Ledger_AlreadyOver(end, now_);
        if (self.notBefore() >= end) revert ILedgerErrors.Ledger_WindowEmpty(self.notBefore(), end);
        if (self.since() >= end) revert ILedgerErrors.Ledger_WindowEmpty(self.since(), end);
    }
}
