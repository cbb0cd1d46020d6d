// The settings of the one network that is trained.
fn members() -> u32 {
  return 1u;
}

// Floats from one part of the state to the next.
fn part_floats() -> u32 {
  return training.parameters;
}

// The number of a member of the dispatch among all.
fn number_of(member: u32) -> u32 {
  return 0u;
}

fn settings_of(member: u32) -> Settings {
  return Settings(training.key, training.scale, training.epsilon, training.rate1, training.rate2, training.shrinkage,
    training.clip, training.average_rate);
}

// Where its parameters begin in the state, and its gradient.
fn place_of(member: u32) -> u32 {
  return 0u;
}
