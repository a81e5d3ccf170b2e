using System.Globalization;

namespace Unroll.Cli.Output;

/// <summary>Numbers as a person reads them, the same in every culture.</summary>
static class Figures
{
    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Percent(double share) => Invariant($"{100 * share:0.0} %");

    internal static string Nats(double loss) => Invariant($"{loss:0.0000}");

    internal static string Score(double value) => Invariant($"{value:0.000}");

    /// <summary>12.3 s, 5 min 09 s, 1 h 05 min.</summary>
    internal static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 59.95 } => Invariant($"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } => Invariant($"{time.Minutes} min {time.Seconds:00} s"),
        _ => Invariant($"{(long)time.TotalHours} h {time.Minutes:00} min"),
    };

    /// <summary>For a clock that runs down: 1:05:09, 5:09.</summary>
    internal static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? Invariant($"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : Invariant($"{time.Minutes}:{time.Seconds:00}");

    /// <summary>A number with the word for it: 1 text, 2 texts.</summary>
    internal static string Counted(long value, string one, string? several = null) => $"{Count(value)} {(value == 1 ? one : several ?? one + "s")}";

    /// <summary>Large numbers to three figures: 950, 18.2k, 1.25M.</summary>
    internal static string Short(double value) => value switch
    {
        < 1_000 => Invariant($"{value:0}"),
        < 9_995 => Invariant($"{value / 1e3:0.00}k"),
        < 99_950 => Invariant($"{value / 1e3:0.0}k"),
        < 999_500 => Invariant($"{value / 1e3:0}k"),
        _ => Invariant($"{value / 1e6:0.00}M"),
    };

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
