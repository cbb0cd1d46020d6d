// The settings of several networks: a row of them for each step whose loss has a slot.
@group(0) @binding(7) var<storage, read> settings: array<Settings>; // [slots][members]

fn members() -> u32 {
  return training.members;
}

// Floats from one part of the state to the next.
fn part_floats() -> u32 {
  return training.members * training.member_floats;
}

// The number of a member of the dispatch among all.
fn number_of(member: u32) -> u32 {
  return training.first_member + member;
}

fn settings_of(member: u32) -> Settings {
  return settings[training.slot * training.members + number_of(member)];
}

// Where its parameters begin in the state, and its gradient.
fn place_of(member: u32) -> u32 {
  return number_of(member) * training.member_floats;
}
