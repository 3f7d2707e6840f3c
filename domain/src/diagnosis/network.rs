//! What may befall a call to any system.

use super::{Known, Who};

pub(super) const KNOWN: &[Known] = &[
    Known::new(
        "network-name",
        &["dns error|no such host|failed to lookup address|name or service not known"],
        "The address of the system has no entry in the name service.",
        "Correct the address in the configuration, or the name service.",
    )
    .passing(),
    Known::new(
        "network-certificate",
        &["certificate|x509"],
        "The certificate of the system is not trusted, or has run out.",
        "Renew the certificate, or give Berth the company’s own authority.",
    ),
    Known::new(
        "network-refused",
        &["connection refused|connection reset|broken pipe"],
        "Nothing listens at the address of the system just now, or it hung up.",
        "Wait. If it stays, the people who run the system look whether it is up.",
    )
    .by(Who::Nobody)
    .passing(),
    Known::new(
        "network-timeout",
        &["timed out|timeout|deadline exceeded|deadline has elapsed"],
        "The system did not answer in time.",
        "Wait. If it stays, the people who run the system look how busy it is, and whether a firewall swallows the call.",
    )
    .by(Who::Nobody)
    .passing(),
];
