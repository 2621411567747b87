"""The domain of a mail address, as mail servers know it and as people mistype it."""

import pytest

from shared.mail_addresses import ascii_address, ascii_domain, deliverable, mailbox_of


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("kunde@straße.de", "kunde@xn--strae-oqa.de"),
        ("zoe@bücher.example", "zoe@xn--bcher-kva.example"),
        ("zoe@BÜCHER.example", "zoe@xn--bcher-kva.example"),
        ("niko@φιλος.gr", "niko@xn--uxaemmq.gr"),
        ("i@例え.テスト", "i@xn--r8jz45g.xn--zckzah"),
        ("i@例え。テスト", "i@xn--r8jz45g.xn--zckzah"),
        ("Zoe@Example.ORG", "Zoe@Example.ORG"),
        ("zoé@example.org", "zoé@example.org"),
        ("zoe@example..org", "zoe@example..org"),
        ("zoe@☃.example", "zoe@☃.example"),
    ],
)
def test_a_server_is_asked_for_the_domain_of_idna_2008(address: str, asked: str) -> None:
    assert ascii_address(address) == asked


@pytest.mark.parametrize(
    ("domain", "says"),
    [
        ("example..org", "a dot too many"),
        (".example.org", "a dot too many"),
        ("example.org.", "a dot too many"),
        ("example", "no ending such as .com"),
        (f"{'a' * 64}.org", "longer than 63"),
        (f"{'ü' * 63}.org", "parts too long or letters that no domain can have"),
        (".".join(["a" * 63] * 4 + ["org"]), "longer than 253"),
        ("-example.org", "letters, digits and hyphens between them"),
        ("exam_ple.org", "letters, digits and hyphens between them"),
        ("192.168.1.1", "the ending of the domain is a number"),
        ("☃.example", "parts too long or letters that no domain can have"),
    ],
)
def test_a_domain_that_can_be_none_is_said(domain: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ascii_domain(domain)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (".a@example.org", "a dot too many"),
        ("a.@example.org", "a dot too many"),
        ("a..b@example.org", "a dot too many"),
        ("a\u202e@example.org", "letters that cannot be seen"),
    ],
)
def test_an_address_that_no_mailbox_can_have_is_said(address: str, says: str) -> None:
    assert deliverable("jean.o'neill+shop@example.org") == "jean.o'neill+shop@example.org"
    with pytest.raises(ValueError, match=says):
        deliverable(address)


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Zoe+1@Example.org", "zoe@example.org"),
        ("zoe.martin@example.org", "zoe.martin@example.org"),
        ("Z.o.e+shop@googlemail.com", "zoe@gmail.com"),
        ("zoe@straße.example", "zoe@xn--strae-oqa.example"),
        ("zoe", "@zoe"),
    ],
)
def test_addresses_of_one_mailbox_count_as_one(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox
