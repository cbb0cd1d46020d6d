// The uniform of a dispatch of a training step. Its key and the factors of Adam are those of the network where there is but
// one; settings_….wgsl says.
struct TrainingStep {
  key: vec2u,
  // Steps completed before this one: the counter of its random numbers.
  step: u32,
  // Where its loss goes.
  slot: u32,
  // Of Adam, with the bias corrections of this step.
  scale: f32,
  epsilon: f32,
  // 1 − β₁ and 1 − β₂: in float32 1 − 0.999 would lose half its digits.
  rate1: f32,
  rate2: f32,
  // The learning rate times the weight decay, and the norm above which the gradient is clipped, if it is.
  shrinkage: f32,
  clip: f32,
  // 1 − the decay of the average of the parameters; 0 where none is kept.
  average_rate: f32,
  // The power p of a row's weight σ^p.
  weighting: f32,
  // Of ln σ where it is drawn from a normal.
  log_sigma_mean: f32,
  log_sigma_deviation: f32,
  // Of the data, where the network's output asks for it.
  data_deviation: f32,
  // Rows of a step, and how many of them a datum of the step takes.
  rows: u32,
  repeats: u32,
  // Noise levels, and data in all.
  levels: u32,
  data: u32,
  // Rows that this dispatch takes.
  first_row: u32,
  end_row: u32,
  dimension: u32,
  // Numbers of a row of the data: its coordinates, then the columns of its context.
  width: u32,
  // The probability that a row comes without its context.
  context_dropout: f32,
  // Floats of the parameter buffer.
  parameters: u32,
  // Partial gradients to be summed, and partial losses.
  splits: u32,
  losses: u32,
  // Of a network in lanes: blocks of four hidden units. A uniform rather than a constant, because some drivers write
  // out any loop whose end they know, and compile for seconds.
  blocks: u32,
  // Networks that are trained together, and the first of them that this dispatch takes.
  members: u32,
  first_member: u32,
  // Floats from the parameters of one of several networks to those of the next.
  member_floats: u32,
}

@group(0) @binding(0) var<uniform> training: TrainingStep;

// What the networks that are trained together have each for itself, in this step.
struct Settings {
  key: vec2u,
  scale: f32,
  epsilon: f32,
  rate1: f32,
  rate2: f32,
  shrinkage: f32,
  clip: f32,
  average_rate: f32,
}

fn data_deviation() -> f32 {
  return training.data_deviation;
}
