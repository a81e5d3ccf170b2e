namespace Unroll.Training.Probes;

/// <summary>One line of <c>inspection.jsonl</c>: what a step of training looked like inside.</summary>
/// <param name="Step">Steps taken since the run began, this one included.</param>
/// <param name="Epoch">1 for the first.</param>
/// <param name="GradientNorm">Length of all gradients taken as one vector, before clipping.</param>
/// <param name="Levels">What each recurrent layer did, in each direction.</param>
/// <param name="Updates">How far each parameter moved.</param>
public sealed record StepInspection(
    long Step, int Epoch, double GradientNorm, IReadOnlyList<LevelInspection> Levels, IReadOnlyList<ParameterUpdate> Updates);

/// <summary>One layer of a recurrent stack, in one direction, as it read up to sixteen of the longest sequences of a batch.</summary>
/// <param name="Stack">The name of the stack in the network, such as <c>recurrent</c>.</param>
/// <param name="Layer">0 for the layer that reads the stack's input.</param>
/// <param name="IsReverse">Whether it reads sequences from their ends.</param>
/// <param name="Sequences">How many sequences were looked at.</param>
/// <param name="Reach">How much of a gradient is left at growing distances.</param>
/// <param name="Gates">How far its gates stand open; empty where the cell has none.</param>
/// <param name="Memory">How long what it keeps stays; null where it has no gate that says.</param>
public sealed record LevelInspection(
    string Stack, int Layer, bool IsReverse, int Sequences, IReadOnlyList<GradientReach> Reach, IReadOnlyList<GateInspection> Gates, MemoryHalfLife? Memory);

/// <summary>
/// How much of a gradient is left so many tokens back: all the gradient that the loss sends to the layer's outputs of a sequence is put
/// in after its last token and goes back through the layer's recurrence alone.
/// </summary>
/// <param name="Distance">Tokens back.</param>
/// <param name="Ratio">Length of the gradient of the state there (all its parts, all sequences that are long enough), divided by its length at distance 0.</param>
public sealed record GradientReach(int Distance, double Ratio);

/// <summary>How far one kind of gate stands open, over all tokens and units looked at.</summary>
/// <param name="Name">Such as <c>forget gate</c>; <c>state</c> for the tanh of the simple network, which has no gates.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Closed">Share of values below 0.05, for the tanh below −0.9: there a gradient hardly passes.</param>
/// <param name="Open">Share of values above 0.95, for the tanh above 0.9.</param>
public sealed record GateInspection(string Name, double Mean, double Closed, double Open);

/// <summary>
/// After how many tokens half of what a unit keeps is gone: ln 0.5 divided by the mean of ln f over tokens, f being the forget gate of a
/// cell with a cell state, or the GRU's update gate. At most a million.
/// </summary>
/// <param name="Shortest">A tenth of the units forget faster, in tokens.</param>
/// <param name="Median">Half of the units forget faster.</param>
/// <param name="Longest">A tenth of the units remember longer.</param>
public sealed record MemoryHalfLife(double Shortest, double Median, double Longest);

/// <summary>How far one step moved a parameter; of an embedding table only the rows that the batch used count.</summary>
/// <param name="Name">Its full name, such as <c>recurrent.weight_hh_l0</c>.</param>
/// <param name="Ratio">Length of the update divided by the length of the values before it.</param>
public sealed record ParameterUpdate(string Name, double Ratio);
