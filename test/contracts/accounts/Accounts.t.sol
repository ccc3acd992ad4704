// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC7739} from "@openzeppelin/contracts/utils/cryptography/signers/draft-ERC7739.sol";
import {SignerECDSA} from "@openzeppelin/contracts/utils/cryptography/signers/SignerECDSA.sol";
import {SignerEIP7702} from "@openzeppelin/contracts/utils/cryptography/signers/SignerEIP7702.sol";

import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {RecordId} from "../../../contracts/types/RecordId.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Test} from "../support/Test.sol";

/// @notice A smart account of one key, as those of today are: it takes nested signatures (ERC-7739) alone.
contract NestedAccount is ERC7739, SignerECDSA {
    constructor(address signer) EIP712("Account", "1") SignerECDSA(signer) {}
}

/// @notice What an ordinary account delegates to (EIP-7702): it answers for its own key, by nested signatures.
contract Delegate is ERC7739, SignerEIP7702 {
    constructor() EIP712("Delegate", "1") {}
}

/// @notice What an ordinary account may delegate to as well: it answers no question about signatures.
contract SilentDelegate {
    function execute() external pure returns (bool) {
        return true;
    }
}

/// @title AccountsTest
/// @notice Signatures of smart accounts as they are made today, against accounts of somebody else's code.
contract AccountsTest is Test {
    uint256 private constant KEY = 0xA11CE;
    uint256 private constant OTHER_KEY = 0xB0B;
    uint256 private constant CLOCK = 1_800_000_030;

    ILedger private _ledger;

    function setUp() external {
        VM.warp(CLOCK);
        _ledger = ILedger(deploy("Ledger.sol:Ledger"));
    }

    function test_nested_accepted_once() external {
        address account = address(new NestedAccount(VM.addr(KEY)));
        _acceptsOnce(account);
    }

    function test_nested_refusesForeignAndPlain() external {
        address account = address(new NestedAccount(VM.addr(KEY)));
        _refuses(account, _nested(account, OTHER_KEY, _recordOf(account)));
        _refuses(account, _plain(KEY, account));
    }

    /// @dev Two accounts of one key: what was signed as one of them does not count for the other.
    function test_nested_refusesAnotherAccounts() external {
        address first = address(new NestedAccount(VM.addr(KEY)));
        address second = address(new NestedAccount(VM.addr(KEY)));
        _refuses(second, _nested(first, KEY, _recordOf(second)));
        _acceptsOnce(second);
    }

    /// @dev What was signed for one ledger does not count in another.
    function test_nested_refusesAnotherLedgers() external {
        address account = address(new NestedAccount(VM.addr(KEY)));
        RecordId record = _recordOf(account);
        ILedger here = _ledger;
        _ledger = ILedger(deploy("Ledger.sol:Ledger"));
        bytes memory signature = _nested(account, KEY, record);
        _ledger = here;
        _refuses(account, signature);
    }

    function test_delegated_accepted_once() external {
        _acceptsOnce(_delegated(KEY, address(new Delegate())));
    }

    /// @dev Its code is asked, and takes neither another key's signature nor one that is not nested.
    function test_delegated_refusesForeignAndPlain() external {
        address account = _delegated(KEY, address(new Delegate()));
        _refuses(account, _nested(account, OTHER_KEY, _recordOf(account)));
        _refuses(account, _plain(KEY, account));
    }

    /// @dev Two accounts that delegate to the same code.
    function test_delegated_refusesAnotherAccounts() external {
        address delegate = address(new Delegate());
        address account = _delegated(KEY, delegate);
        address other = _delegated(OTHER_KEY, delegate);
        _refuses(account, _nested(other, OTHER_KEY, _recordOf(account)));
    }

    /// @dev Such an account signs nothing for others to send, and sends for itself as before.
    function test_silentDelegate_onlySendsItself() external {
        address account = _delegated(KEY, address(new SilentDelegate()));
        _refuses(account, _plain(KEY, account));
        RecordId record = _recordOf(account);
        VM.prank(account);
        _ledger.publish(record, _publications());
        assertEq(_ledger.headOf(record, 0), bytes32("head"), "head");
    }

    function _acceptsOnce(address account) private {
        RecordId record = _recordOf(account);
        ILedger.Authorization memory signed = _once(_nested(account, KEY, record));
        _ledger.publishBySig(record, account, 0, _publications(), signed);
        assertEq(_ledger.headOf(record, 0), bytes32("head"), "head");
        VM.expectRevert(
            abi.encodeWithSelector(ILedgerErrors.Ledger_NonceUsed.selector, account, 7)
        );
        _ledger.publishBySig(record, account, 0, _publications(), signed);
    }

    function _refuses(address account, bytes memory signature) private {
        RecordId record = _recordOf(account);
        VM.expectRevert(
            abi.encodeWithSelector(ILedgerErrors.Ledger_SignatureInvalid.selector, account)
        );
        _ledger.publishBySig(record, account, 0, _publications(), _once(signature));
    }

    /// @dev The account's first record; it is made when it is asked for first.
    function _recordOf(address account) private returns (RecordId record) {
        record = _ledger.recordId(account, 0);
        if (_ledger.recordOf(record).owner != address(0)) return record;
        VM.prank(account);
        _ledger.createRecord(0, new ILedger.Publication[](0));
    }

    /// @dev The code of an account that has delegated (EIP-7702).
    function _delegated(uint256 key, address delegate) private returns (address account) {
        account = VM.addr(key);
        VM.etch(account, abi.encodePacked(hex"ef0100", delegate));
    }

    function _publications() private pure returns (ILedger.Publication[] memory list) {
        list = new ILedger.Publication[](1);
        list[0] = ILedger.Publication(Stamp.wrap(uint64((CLOCK / 60) << 8)), 0, bytes32("head"));
    }

    function _once(bytes memory signature) private pure returns (ILedger.Authorization memory) {
        return ILedger.Authorization(7, CLOCK + 60, signature);
    }

    function _plain(uint256 key, address account) private returns (bytes memory) {
        return _sign(key, _digest(_domainOf(address(_ledger)), _contents(_recordOf(account))));
    }

    /// @dev ERC-7739: the contents in the app's domain, nested in what names the account's.
    function _nested(
        address account,
        uint256 key,
        RecordId record
    ) private view returns (bytes memory) {
        (, string memory name, string memory version, uint256 chainId, , , ) = IERC5267(account)
            .eip712Domain();
        bytes32 contents = _contents(record);
        bytes32 app = _domainOf(address(_ledger));
        bytes32 nested = keccak256(
            abi.encode(
                keccak256(
                    abi.encodePacked(
                        "TypedDataSign(Publish contents,string name,string version,uint256 chainId,",
                        "address verifyingContract,bytes32 salt)",
                        _publicationType(),
                        _publishType()
                    )
                ),
                contents,
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                account,
                bytes32(0)
            )
        );
        string memory description = string.concat(_publicationType(), _publishType(), "Publish");
        return
            abi.encodePacked(
                _sign(key, _digest(app, nested)),
                app,
                contents,
                description,
                uint16(bytes(description).length)
            );
    }

    function _publishType() private pure returns (string memory) {
        return
            "Publish(bytes32 record,uint16 generation,Publication[] publications,uint256 nonce,uint256 deadline)";
    }

    function _publicationType() private pure returns (string memory) {
        return
            "Publication(uint8 section,uint32 slice,uint24 epoch,bytes32 expectedHead,bytes32 newHead)";
    }

    function _contents(RecordId record) private pure returns (bytes32) {
        bytes32 publication = keccak256(
            abi.encode(
                keccak256(bytes(_publicationType())),
                0,
                CLOCK / 60,
                0,
                bytes32(0),
                bytes32("head")
            )
        );
        return
            keccak256(
                abi.encode(
                    keccak256(abi.encodePacked(_publishType(), _publicationType())),
                    record,
                    0,
                    keccak256(abi.encode(publication)),
                    7,
                    CLOCK + 60
                )
            );
    }

    function _domainOf(address verifier) private view returns (bytes32) {
        (
            ,
            string memory name,
            string memory version,
            uint256 chainId,
            address place,
            ,

        ) = IERC5267(verifier).eip712Domain();
        return
            keccak256(
                abi.encode(
                    keccak256(
                        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                    ),
                    keccak256(bytes(name)),
                    keccak256(bytes(version)),
                    chainId,
                    place
                )
            );
    }

    function _digest(bytes32 domain, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}
