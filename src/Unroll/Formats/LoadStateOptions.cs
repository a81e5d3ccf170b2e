namespace Unroll.Formats;

/// <summary>How the tensors of a file are matched with the parameters of a network.</summary>
/// <param name="Prefix">Only tensors whose names begin so are meant, and it is taken away: "module."; null for the file's own <see cref="WeightsFile.StatePrefix"/>.</param>
/// <param name="Names">
/// What names of the file, without the prefix, are called in the network. A key that ends with a dot stands for every name that
/// begins so, "" for every name; of several that fit the longest counts: { "rnn." = "recurrent.", "fc.bias" = "classifier.bias" }.
/// </param>
/// <param name="AllowMissing">Whether parameters that the file lacks keep their values; false to refuse such a file.</param>
/// <param name="AllowUnexpected">Whether tensors that no parameter has the name of are passed over; false to refuse such a file.</param>
public sealed record LoadStateOptions(
    string? Prefix = null, IReadOnlyDictionary<string, string>? Names = null, bool AllowMissing = false, bool AllowUnexpected = false);
