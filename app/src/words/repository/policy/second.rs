//! AWS's own preview of a policy.

use crate::parts::text::count;

pub const ASK: &str = "Ask AWS, too";
pub const ASK_MORE: &str = "AWS works out for itself what the policy would do, which takes some seconds and changes nothing.";
pub const SAME: &str = "AWS says the same";
pub const DIFFERS: &str = "AWS says something else";
pub const NO_ANSWER: &str = "AWS gave no preview";
pub const BUSY: &str = "It is at another preview of this repository, or takes longer than a page can wait. Ask again in a minute.";
pub const SILENT: &str = "It can’t be asked now. What Berth says above stands by itself.";
pub const CAPTION: &str = "Images of which Berth and AWS say something else";
pub const BERTH: &str = "Berth";
pub const AWS: &str = "AWS";

pub fn same(images: u64) -> String {
    match images {
        1 => "Of the one image that both know.".to_owned(),
        n => format!("Of all {} images that both know.", count(n)),
    }
}

pub fn differs(images: u64) -> String {
    match images {
        1 => "Of one image. AWS’s word is the one that counts; its preview knows the images as they are now.".to_owned(),
        n => format!(
            "Of {} images. AWS’s word is the one that counts; its preview knows the images as they are now.",
            count(n)
        ),
    }
}

pub fn unread(images: u64) -> String {
    match images {
        1 => "AWS speaks of one image that Berth has not read yet.".to_owned(),
        n => format!(
            "AWS speaks of {} images that Berth has not read yet.",
            count(n)
        ),
    }
}

pub fn more(images: &str) -> String {
    format!("{images} more are not listed.")
}

pub fn failed(word: &str) -> String {
    format!("It ended with {word}.")
}
