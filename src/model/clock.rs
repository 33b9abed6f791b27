//! The three clocks of an event: when it happened, when it was first reported, when that was first captured.

/// What time means: by which clock events are put in order, drawn and counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clock {
    /// When it happened.
    #[default]
    Happened,
    /// When the first of its sources was published: from then on it could be known.
    Reported,
    /// When the first stored copy of one of its sources was made.
    Captured,
}

impl Clock {
    pub const ALL: [Self; 3] = [Self::Happened, Self::Reported, Self::Captured];

    pub fn label(self) -> &'static str {
        match self {
            Self::Happened => "As it happened",
            Self::Reported => "As reported",
            Self::Captured => "As captured",
        }
    }

    /// As it stands in a scene, a saved view and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::Reported => "reported",
            Self::Captured => "captured",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|clock| clock.id() == text)
    }

    /// What is said of an event that has no time by this clock.
    pub fn undated(self) -> &'static str {
        match self {
            Self::Happened => "undated",
            Self::Reported => "with no date of report",
            Self::Captured => "with no date of capture",
        }
    }

    /// The next one, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Happened => Self::Reported,
            Self::Reported => Self::Captured,
            Self::Captured => Self::Happened,
        }
    }
}
