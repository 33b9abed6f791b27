//! Signs that face the other way where words run from right to left (Unicode's `Bidi_Mirrored`, the common ones).

/// The bracket or guillemet that faces the other way. Curly quotes are not mirrored by Unicode, and stay.
pub fn mirrored(letter: char) -> char {
    match letter {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        '<' => '>',
        '>' => '<',
        other => other,
    }
}
